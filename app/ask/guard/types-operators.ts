import { constantOf, listOf, namesOf, type Tree } from "./tree.ts";
import { quote, Refusal } from "./verdict.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ""));

/** Not here: reg* and oid (they name things of the catalogue), name, xml, record, types of tables, bit strings. */
const TYPES =
  words(`text varchar bpchar char int2 int4 int8 smallint integer int bigint numeric decimal float4 float8 real
  bool boolean date time timetz timestamp timestamptz interval uuid json jsonb jsonpath bytea inet cidr macaddr
  tsvector tsquery int4range int8range numrange daterange tsrange tstzrange int4multirange int8multirange nummultirange
  datemultirange tsmultirange tstzmultirange`);

const OPERATORS = words(`= <> != < > <= >= + - * / % ^ |/ ||/ @ & | # << >> || ~~ ~~* !~~ !~~* ~ ~* !~ !~*
  -> ->> #> #>> @> <@ ? ?| ?& #- @? @@ && -|- &< &> <<= >>= ^@`);

const COLLATIONS =
  words(`C POSIX default ucs_basic unicode pg_c_utf8 und-x-icu en-x-icu en-GB-x-icu en-US-x-icu de-x-icu
  fr-x-icu es-x-icu it-x-icu nl-x-icu pt-x-icu sv-x-icu`);

/** varchar(n) and char(n) pad; interval's numbers are masks of units and a precision. */
const MAX_LENGTH = 1_000;
const MAX_INTERVAL_MASK = 32_767;
const MAX_DIMENSIONS = 6;

/** @returns the name, without pg_catalog before it; null when another schema or more stands there */
export function builtinName(parts: unknown): string | null {
  const names = namesOf(parts);
  if (names.length === 2 && names[0] === "pg_catalog") return names[1] ?? null;
  return names.length === 1 ? (names[0] ?? null) : null;
}

/** @throws Refusal of the layer `functions` */
export function checkType(node: Tree): void {
  const name = builtinName(node.names);
  if (name === null || !TYPES.has(name)) {
    throw new Refusal("functions", `the type ${quote(namesOf(node.names).join("."))} is not allowed`);
  }
  const most = name === "interval" ? MAX_INTERVAL_MASK : MAX_LENGTH;
  for (const modifier of listOf(node.typmods)) {
    const value = constantOf(modifier);
    if (typeof value !== "number" || Math.abs(value) > most) {
      throw new Refusal("functions", `${name}(n) is allowed up to ${MAX_LENGTH}`);
    }
  }
  if (listOf(node.arrayBounds).length > MAX_DIMENSIONS) {
    throw new Refusal("functions", `arrays have at most ${MAX_DIMENSIONS} dimensions`);
  }
}

/** @param parts of the operator's name, `OPERATOR(schema.+)` included. @throws Refusal of the layer `functions` */
export function checkOperator(parts: unknown): void {
  const name = builtinName(parts);
  // BETWEEN carries its own name.
  const known = name !== null && (OPERATORS.has(name) || /^(NOT )?BETWEEN( SYMMETRIC)?$/.test(name));
  if (!known) throw new Refusal("functions", `the operator ${quote(namesOf(parts).join("."))} is not allowed`);
}

/** @throws Refusal of the layer `functions` */
export function checkCollation(node: Tree): void {
  const name = builtinName(node.collname);
  if (name === null || !COLLATIONS.has(name)) {
    throw new Refusal("functions", `the collation ${quote(namesOf(node.collname).join("."))} is not allowed`);
  }
}
