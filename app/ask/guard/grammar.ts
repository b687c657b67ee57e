/**
 * The whole grammar: nodes of the parser with the fields that they may carry. A node or a field that is not here is
 * refused, so a new version of the parser brings nothing that was not looked at. What fields hold stands in
 * generated/node-schema.ts; rules on values stand in rules.ts.
 */
const fields = (words: string): ReadonlySet<string> => new Set(words.split(" "));

export const GRAMMAR: Readonly<Record<string, ReadonlySet<string>>> = {
  // Not here: intoClause, lockingClause.
  SelectStmt: fields(
    "distinctClause targetList fromClause whereClause groupClause groupDistinct havingClause windowClause valuesLists " +
      "sortClause limitOffset limitCount limitOption withClause op all larg rarg",
  ),
  WithClause: fields("ctes recursive location"),
  CommonTableExpr: fields("ctename aliascolnames ctematerialized ctequery search_clause cycle_clause location"),
  CTESearchClause: fields("search_col_list search_breadth_first search_seq_column location"),
  CTECycleClause: fields(
    "cycle_col_list cycle_mark_column cycle_mark_value cycle_mark_default cycle_path_column location",
  ),
  ResTarget: fields("name val location"),
  RangeVar: fields("schemaname relname inh relpersistence alias location"),
  RangeSubselect: fields("lateral subquery alias"),
  RangeFunction: fields("lateral ordinality is_rowsfrom functions alias coldeflist"),
  JoinExpr: fields("jointype isNatural larg rarg usingClause join_using_alias quals alias"),
  Alias: fields("aliasname colnames"),
  ColumnDef: fields("colname typeName is_local collClause location"),

  ColumnRef: fields("fields location"),
  A_Star: fields(""),
  A_Const: fields("isnull ival fval boolval sval location"),
  A_Expr: fields("kind name lexpr rexpr rexpr_list_start rexpr_list_end location"),
  A_ArrayExpr: fields("elements list_start list_end location"),
  A_Indirection: fields("arg indirection"),
  A_Indices: fields("is_slice lidx uidx"),
  BoolExpr: fields("boolop args location"),
  BooleanTest: fields("arg booltesttype location"),
  NullTest: fields("arg nulltesttype location"),
  CaseExpr: fields("arg args defresult location"),
  CaseWhen: fields("expr result location"),
  CoalesceExpr: fields("args location"),
  MinMaxExpr: fields("op args location"),
  RowExpr: fields("args row_format location"),
  SubLink: fields("subLinkType testexpr operName subselect location"),
  TypeCast: fields("arg typeName location"),
  TypeName: fields("names typmods typemod arrayBounds location"),
  CollateClause: fields("arg collname location"),
  SQLValueFunction: fields("op typmod location"),
  GroupingFunc: fields("args location"),
  GroupingSet: fields("kind content location"),
  SortBy: fields("node sortby_dir sortby_nulls location"),
  WindowDef: fields("name refname partitionClause orderClause frameOptions startOffset endOffset location"),
  FuncCall: fields(
    "funcname args agg_order agg_filter agg_within_group agg_star agg_distinct func_variadic over funcformat location",
  ),
  NamedArgExpr: fields("arg name argnumber location"),

  List: fields("items"),
  String: fields("sval"),
  Integer: fields("ival"),
  Float: fields("fval"),
  Boolean: fields("boolval"),
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Values of enumerations that are allowed; an enumeration that is not here is refused with any value. */
export const ENUMERATIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  A_Expr_Kind: words(
    "AEXPR_OP AEXPR_OP_ANY AEXPR_OP_ALL AEXPR_DISTINCT AEXPR_NOT_DISTINCT AEXPR_NULLIF AEXPR_IN AEXPR_LIKE AEXPR_ILIKE " +
      "AEXPR_SIMILAR AEXPR_BETWEEN AEXPR_NOT_BETWEEN AEXPR_BETWEEN_SYM AEXPR_NOT_BETWEEN_SYM",
  ),
  BoolExprType: words("AND_EXPR OR_EXPR NOT_EXPR"),
  BoolTestType: words("IS_TRUE IS_NOT_TRUE IS_FALSE IS_NOT_FALSE IS_UNKNOWN IS_NOT_UNKNOWN"),
  NullTestType: words("IS_NULL IS_NOT_NULL"),
  CTEMaterialize: words("CTEMaterializeDefault CTEMaterializeAlways CTEMaterializeNever"),
  CoercionForm: words("COERCE_EXPLICIT_CALL COERCE_SQL_SYNTAX COERCE_IMPLICIT_CAST COERCE_EXPLICIT_CAST"),
  GroupingSetKind: words(
    "GROUPING_SET_EMPTY GROUPING_SET_SIMPLE GROUPING_SET_ROLLUP GROUPING_SET_CUBE GROUPING_SET_SETS",
  ),
  JoinType: words("JOIN_INNER JOIN_LEFT JOIN_FULL JOIN_RIGHT"),
  // WITH TIES gives more rows than it names; it is refused by name in rules.ts.
  LimitOption: words("LIMIT_OPTION_DEFAULT LIMIT_OPTION_COUNT LIMIT_OPTION_WITH_TIES"),
  MinMaxOp: words("IS_GREATEST IS_LEAST"),
  SetOperation: words("SETOP_NONE SETOP_UNION SETOP_INTERSECT SETOP_EXCEPT"),
  SortByDir: words("SORTBY_DEFAULT SORTBY_ASC SORTBY_DESC"),
  SortByNulls: words("SORTBY_NULLS_DEFAULT SORTBY_NULLS_FIRST SORTBY_NULLS_LAST"),
  SubLinkType: words("EXISTS_SUBLINK ALL_SUBLINK ANY_SUBLINK EXPR_SUBLINK ARRAY_SUBLINK"),
  // Never who asks or where: current_user, session_user, current_catalog, current_schema.
  SQLValueFunctionOp: words(
    "SVFOP_CURRENT_DATE SVFOP_CURRENT_TIME SVFOP_CURRENT_TIME_N SVFOP_CURRENT_TIMESTAMP SVFOP_CURRENT_TIMESTAMP_N " +
      "SVFOP_LOCALTIME SVFOP_LOCALTIME_N SVFOP_LOCALTIMESTAMP SVFOP_LOCALTIMESTAMP_N",
  ),
};

/** What a refused node or field is called in SQL, for the message. */
export const SPOKEN: Readonly<Record<string, string>> = {
  intoClause: "SELECT INTO writes",
  lockingClause: "FOR UPDATE and FOR SHARE lock rows",
  ParamRef: "parameters ($1) have no value here",
  RangeTableSample: "TABLESAMPLE is not allowed",
  RangeTableFunc: "XMLTABLE is not allowed",
  XmlExpr: "XML is not allowed",
  XmlSerialize: "XML is not allowed",
  CurrentOfExpr: "CURRENT OF is not allowed",
  SetToDefault: "DEFAULT is not allowed",
  bsval: "bit strings are not allowed",
  useOp: "ORDER BY ... USING is not allowed",
  catalogname: "names of another database are not allowed",
  setof: "SETOF is not allowed",
  pct_type: "%TYPE is not allowed",
};
