/**
 * Functions that questions may call, by what they are for: built-ins of pg_catalog without side effects that read
 * nothing but their arguments. What makes large values out of small ones has a rule in argument-rules.ts or is left out
 * (repeat, array_fill, factorial); what reads the server, its settings or its clock beyond the statement's is left out.
 */
const AGGREGATES = `any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every
  json_agg json_object_agg jsonb_agg jsonb_object_agg max min mode percentile_cont percentile_disc range_agg
  range_intersect_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope stddev stddev_pop stddev_samp
  string_agg sum var_pop var_samp variance json_agg_strict jsonb_agg_strict json_object_agg_strict
  jsonb_object_agg_strict json_object_agg_unique jsonb_object_agg_unique regr_sxx regr_sxy regr_syy`;

const WINDOW = `cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number`;

const TEXT = `ascii bit_length btrim char_length character_length chr concat concat_ws convert_from convert_to decode
  encode format initcap left length like_escape lower lpad ltrim md5 normalize is_normalized octet_length overlay position
  regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array
  regexp_split_to_table regexp_substr replace reverse right rpad rtrim sha224 sha256 sha384 sha512 similar_to_escape
  split_part starts_with string_to_array string_to_table strpos substr substring text to_ascii to_hex translate trim
  upper casefold unistr quote_ident quote_literal quote_nullable`;

const SEARCH = `phraseto_tsquery plainto_tsquery to_tsquery to_tsvector ts_rank ts_rank_cd websearch_to_tsquery
  numnode strip`;

const NUMBERS = `abs acos asin atan atan2 bit_count cbrt ceil ceiling cos cot degrees div exp floor gcd lcm ln log log10
  min_scale mod pi pow power radians round scale sign sin sqrt tan to_number trim_scale trunc width_bucket`;

const TIME = `age date date_add date_bin date_part date_subtract date_trunc extract isfinite justify_days justify_hours
  justify_interval make_date make_interval make_time make_timestamp make_timestamptz now overlaps statement_timestamp
  timezone to_char to_date to_timestamp transaction_timestamp`;

const ARRAYS = `array_append array_cat array_dims array_length array_lower array_ndims array_position array_positions
  array_prepend array_remove array_replace array_reverse array_sort array_to_string array_upper cardinality
  generate_series generate_subscripts trim_array unnest`;

const JSON_FUNCTIONS = `array_to_json json_array_elements json_array_elements_text json_array_length json_build_array
  json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object json_object_keys
  json_strip_nulls json_to_record json_to_recordset json_typeof jsonb_array_elements jsonb_array_elements_text
  jsonb_array_length jsonb_build_array jsonb_build_object jsonb_concat jsonb_contains jsonb_delete jsonb_delete_path
  jsonb_each jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract_path jsonb_extract_path_text
  jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match
  jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
  jsonb_path_query_first_tz jsonb_path_query_tz jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls
  jsonb_to_record jsonb_to_recordset jsonb_typeof row_to_json to_json to_jsonb`;

const RANGES = `daterange int4range int8range isempty lower_inc lower_inf multirange numrange range_merge tsrange
  tstzrange upper_inc upper_inf datemultirange int4multirange int8multirange nummultirange tsmultirange tstzmultirange`;

/** Of pg_trgm, which the schema installs: names as they were typed. */
const LIKENESS = "similarity word_similarity strict_word_similarity";

const OTHERS = `abbrev broadcast family host hostmask inet_merge inet_same_family masklen netmask network num_nonnulls
  num_nulls set_masklen uuid_extract_timestamp uuid_extract_version`;

export const FUNCTIONS: ReadonlySet<string> = new Set(
  [AGGREGATES, WINDOW, TEXT, SEARCH, NUMBERS, TIME, ARRAYS, JSON_FUNCTIONS, RANGES, LIKENESS, OTHERS]
    .flatMap((group) => group.split(/\s+/))
    .filter((name) => name !== ""),
);
