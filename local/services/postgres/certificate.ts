/** The server's certificate, by an authority of its own that signs nothing else. */
import { type GenerateResult, generate } from "selfsigned";

export interface ServerCertificate {
  /** What clients trust. The authority's key is kept nowhere. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** It is kept with the data, which may lie for years, on a machine where nobody would renew it. */
const YEARS = 20;

/** For one address and `localhost`, which is the name that Node checks where a client connects to a bare address. */
export async function serverCertificate(host: string): Promise<ServerCertificate> {
  const notAfterDate = new Date();
  notAfterDate.setUTCFullYear(notAfterDate.getUTCFullYear() + YEARS);
  const common = { keyType: "ec", algorithm: "sha256", notAfterDate } as const;
  const ca: GenerateResult = await generate([{ name: "commonName", value: "Holdfast local database CA" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server: GenerateResult = await generate([{ name: "commonName", value: host }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 7, ip: host },
          { type: 2, value: "localhost" },
        ],
      },
    ],
  });
  return { ca: ca.cert, certificate: server.cert, key: server.private };
}
