/** A bucket at replay's port, in memory. Each call can be the last thing that a run does: before its effect, or just after. */
import type { ObjectStore, StoredObject } from "../replay/object-store";

export class FakeStore implements ObjectStore {
  readonly objects = new Map<string, StoredObject>();
  /** When objects were written, where that is not 0. Milliseconds since 1970. */
  readonly writtenAt = new Map<string, number>();
  /** Called before and after each operation's effect; it may throw, as a killed run never comes back. */
  step: (name: string) => void = () => undefined;

  private async doing<Value>(name: string, effect: () => Value): Promise<Value> {
    this.step(`before ${name}`);
    const value = effect();
    this.step(`after ${name}`);
    return value;
  }

  get = (key: string) => this.doing("get", () => this.objects.get(key));
  exists = (key: string) => this.doing("exists", () => this.objects.has(key));
  put = (key: string, object: StoredObject) =>
    this.doing(`put ${key.split("/", 1)[0]}`, () => {
      this.objects.set(key, object);
    });
  delete = (key: string) =>
    this.doing("delete", () => {
      this.objects.delete(key);
    });
  list = (prefix: string, max: number, after = "") =>
    this.doing("list", () =>
      [...this.objects.keys()]
        .filter((key) => key.startsWith(prefix) && key > after)
        .sort()
        .slice(0, max)
        .map((key) => ({ key, lastModified: this.writtenAt.get(key) ?? 0 })),
    );

  under(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix));
  }
}
