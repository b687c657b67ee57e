/**
 * Asks for the next batch before it hands out one, so that the server finds rows while the process works on those it has.
 * @returns the batches of `source`, which is ended with it; two are in memory at a time
 */
export async function* readAhead<Batch>(source: AsyncGenerator<Batch>): AsyncGenerator<Batch> {
  try {
    for (let next = source.next(); ; ) {
      const { done, value } = await next;
      if (done) return;
      next = source.next();
      // Told when it is awaited, and not before.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}
