/** Keeps what was read, reads it anew in the background, and at once for a host that is not in it. */
export class ConfigurationCache<Configuration> {
  #current: Configuration | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  /** @param ageMsMax how old an answer may be before it is read anew, behind the request that needs it */
  constructor(
    private readonly read: () => Promise<Configuration>,
    private readonly ageMsMax: number,
    private readonly onError: (error: unknown) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The configuration; read first when there is none yet, or when it does not do and is older than a tenth of
   * its age: so unknown hosts cannot make a read for each request. A failed read leaves the last one in force,
   * as API Gateway serves on while its control plane is down.
   */
  async get(does: (configuration: Configuration) => boolean): Promise<Configuration | undefined> {
    const age = this.now() - this.#readAt;
    if (this.#current === undefined || (!does(this.#current) && age > this.ageMsMax / 10))
      await this.refresh();
    else if (age > this.ageMsMax) void this.refresh();
    return this.#current;
  }

  refresh(): Promise<void> {
    this.#reading ??= this.read()
      .then(
        (configuration) => {
          this.#current = configuration;
        },
        (error: unknown) => this.onError(error),
      )
      .finally(() => {
        this.#readAt = this.now();
        this.#reading = undefined;
      });
    return this.#reading;
  }
}
