import pg from "pg";

type Field = { name: string; dataTypeID: number; format: "text" | "binary" };
type ParseText = (value: string) => unknown;

/** What pg keeps of an answer while its rows come; its types leave it out. */
type RowBuilder = {
  fields: Field[];
  _parsers: ParseText[];
  _types: { getTypeParser(type: number, format: string): ParseText };
  addFields(fields: Field[]): void;
  parseRow(values: readonly (string | null)[]): Record<string, unknown>;
};

const Builder = (pg as unknown as { Result: new (rowMode?: string) => RowBuilder }).Result;

/**
 * Makes rows as pg does, as plain objects. pg copies each from an object without a prototype, which V8 keeps as a
 * dictionary (`addFields` of pg 8.23.1): 85 µs for each statement, of 630 µs that a short page costs the web process
 * (`node --cpu-prof`, docs/performance.md).
 */
class PlainRows extends Builder {
  override addFields(fields: Field[]): void {
    this.fields = fields;
    this._parsers = fields.map(({ dataTypeID, format }) => this._types.getTypeParser(dataTypeID, format));
  }

  override parseRow(values: readonly (string | null)[]): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? null;
      row[(this.fields[at] as Field).name] = value === null ? null : (this._parsers[at] as ParseText)(value);
    }
    return row;
  }
}

export type ShapedQuery = { query: pg.Query; done: Promise<pg.QueryResult> };

/** A statement that is ready to be sent: `client.query(query)` sends it, `done` is its answer. Its values come as text. */
export function createQuery(config: pg.QueryConfig): ShapedQuery {
  const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>();
  // Given as text, since pg copies a configuration property by property.
  const query = new pg.Query(config.text, config.values, (error: Error | undefined, result: pg.ResultBuilder) => {
    if (error) reject(error);
    else resolve(result as unknown as pg.QueryResult);
  });
  const builder = new PlainRows();
  Object.assign(query, { name: config.name, _result: builder, _results: builder });
  return { query, done: promise };
}
