/** People with a fixed name and place in every demo organisation; the stories speak of them. */
export type CastMember = {
  given: string;
  family: string;
  /** Local part of the address. */
  local: string;
  /** Key of the department, or `contractors`. */
  department: string;
  title: string;
  suspended?: true;
  identityCenter?: "disabled";
  hasGithub: boolean;
};

export const CAST = [
  {
    given: "Ingrid",
    family: "Halvorsen",
    local: "ingrid.halvorsen",
    department: "ops",
    title: "Chief Executive Officer",
    hasGithub: false,
  },
  {
    given: "Tomás",
    family: "Ferreira",
    local: "tomas.ferreira",
    department: "eng",
    title: "Senior Software Engineer",
    suspended: true,
    hasGithub: true,
  },
  {
    given: "Marit",
    family: "Solheim",
    local: "marit.solheim.ext",
    department: "contractors",
    title: "Migration Consultant",
    hasGithub: false,
  },
  {
    given: "Priya",
    family: "Raghunathan",
    local: "priya.raghunathan",
    department: "fin",
    title: "Budget Analyst",
    hasGithub: false,
  },
  {
    given: "Ana",
    family: "Silva",
    local: "ana.silva",
    department: "fin",
    title: "Financial Controller",
    hasGithub: false,
  },
  {
    given: "Ana",
    family: "Silva",
    local: "ana.silva2",
    department: "eng",
    title: "Software Engineer",
    hasGithub: true,
  },
  {
    given: "Kofi",
    family: "Mensah",
    local: "kofi.mensah",
    department: "eng",
    title: "Head of Platform",
    hasGithub: true,
  },
  {
    given: "Yuki",
    family: "Tanaka",
    local: "yuki.tanaka",
    department: "sec",
    title: "Head of Security",
    hasGithub: true,
  },
  {
    given: "Chiara",
    family: "Conti",
    local: "chiara.conti",
    department: "data",
    title: "Data Engineer",
    identityCenter: "disabled",
    hasGithub: true,
  },
  {
    given: "Dmitri",
    family: "Volkov",
    local: "dmitri.volkov",
    department: "eng",
    title: "Staff Engineer",
    hasGithub: true,
  },
] as const satisfies readonly CastMember[];

/** Index of each member of the cast; the cast are the first people of the organisation. */
export const CAST_INDEX = {
  ingridHalvorsen: 0,
  tomasFerreira: 1,
  maritSolheim: 2,
  priyaRaghunathan: 3,
  anaSilvaFinance: 4,
  anaSilvaEngineering: 5,
  kofiMensah: 6,
  yukiTanaka: 7,
  chiaraConti: 8,
  dmitriVolkov: 9,
} as const;
