/** A zip of stored (uncompressed) files whose bytes depend on the files alone: same files, same hash. */
import { crc32 } from "node:zlib";

/** 1 January 1980, the first day that zip knows ("4.4.6 date and time fields" of APPNOTE.TXT). */
const DATE = (1 << 5) | 1;
/** -rw-r--r-- in the high half, where Unix keeps it; Lambda cannot read a file without the bits. */
const PERMISSIONS = (0o100644 << 16) >>> 0;
const UTF8_NAMES = 1 << 11;

export function zip(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = Buffer.from(path);
    const common = Buffer.alloc(26); // The fields that both headers share, from "version needed" on.
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8_NAMES, 2);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([signature(0x04034b50), common, name, content]);
    const central = Buffer.alloc(14); // Comment length, disk, internal attributes; then permissions and offset.
    central.writeUInt32LE(PERMISSIONS, 6);
    central.writeUInt32LE(offset, 10);
    const madeByUnix = Buffer.from([20, 3]);
    directory.push(Buffer.concat([signature(0x02014b50), madeByUnix, common, central, name]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.size, 4);
  end.writeUInt16LE(files.size, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listed, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
