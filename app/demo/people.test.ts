import { describe, expect, it } from "vitest";
import { CAST } from "./cast.ts";
import { FAMILY_NAMES, GIVEN_NAMES, plainName } from "./names.ts";
import { createOrganisation } from "./people.ts";
import { findPlace, listAreaMembers } from "./structure.ts";

describe("names", () => {
  it("have plain forms that differ within a list and fit an address", () => {
    for (const list of [GIVEN_NAMES, FAMILY_NAMES]) {
      const plain = list.map(plainName);
      expect(new Set(plain).size).toBe(list.length);
      for (const name of plain) expect(name).toMatch(/^[a-z]+$/);
    }
  });

  it("leave the family names of the cast to the cast", () => {
    const families = new Set(FAMILY_NAMES.map(plainName));
    for (const { family } of CAST) expect(families.has(plainName(family))).toBe(false);
  });
});

describe("createOrganisation", () => {
  it("refuses a number of people out of range and says what is allowed", () => {
    for (const people of [19, 100_001, 50.5, Number.NaN]) {
      expect(() => createOrganisation(people, 1)).toThrow(
        `people is ${people}; allowed is a whole number from 20 to 100000`,
      );
    }
    expect(() => createOrganisation(100, 0.5)).toThrow("seed is 0.5");
  });

  it("gives nobody the address, id or login of another, even when names run out", () => {
    const { people, personAt } = createOrganisation(100_000, 5);
    const seen = new Set<string>();
    let expected = 0;
    for (let index = 0; index < people; index += index < 2000 || index > 82_000 ? 1 : 7) {
      const { email, workspaceId, identityCenter, github } = personAt(index);
      const keys = [email, workspaceId, identityCenter?.userId, github?.login, github && String(github.id)];
      for (const key of keys) {
        if (key == null) continue;
        seen.add(key);
        expected++;
      }
    }
    expect(seen.size).toBe(expected);
  });

  it("places everyone who is not of the cast in exactly one area", () => {
    for (const people of [20, 120, 3000]) {
      const { structure } = createOrganisation(people, 2);
      const areas = structure.departments.flatMap(({ divisions }) => divisions.flatMap((division) => division.areas));
      const listed = areas.flatMap((area) => [...listAreaMembers(area)]).filter((index) => index >= CAST.length);
      expect(listed.length).toBe(people - CAST.length);
      expect(new Set(listed).size).toBe(listed.length);
      for (let index = CAST.length; index < people; index++) {
        const { area, team } = findPlace(structure, index);
        expect(index >= area.start && index < area.end).toBe(true);
        if (team !== null) expect(index >= team.start && index < team.end).toBe(true);
      }
    }
  });

  it("gives most technical people a GitHub account and suspends about four in a hundred", () => {
    const { people, personAt } = createOrganisation(3000, 11);
    const everyone = Array.from({ length: people }, (_, index) => personAt(index));
    const share = (accept: (person: (typeof everyone)[number]) => boolean) => everyone.filter(accept).length / people;
    expect(share((person) => person.github !== null)).toBeGreaterThan(0.54);
    expect(share((person) => person.github !== null)).toBeLessThan(0.64);
    expect(share((person) => person.suspended)).toBeGreaterThan(0.025);
    expect(share((person) => person.suspended)).toBeLessThan(0.055);
    expect(share((person) => person.identityCenter !== null)).toBeGreaterThan(0.95);
  });

  it("gives everyone but the chief executive a manager who exists", () => {
    const { people, personAt } = createOrganisation(300, 4);
    const everyone = Array.from({ length: people }, (_, index) => personAt(index));
    const addresses = new Set(everyone.map((person) => person.email));
    for (const person of everyone.slice(1)) expect(addresses.has(person.managerEmail ?? "")).toBe(true);
    expect(everyone[0]?.managerEmail).toBeNull();
  });
});
