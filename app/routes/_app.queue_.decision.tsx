import type { MetaFunction } from "@remix-run/react";
import { Link, useLoaderData } from "@remix-run/react";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { ownPath } from "../http/session.server.ts";
import { DecisionPreviewParams } from "../model/filters.ts";
import { describeDecision } from "../sync/describe-decision.server.ts";
import { previewDecisions } from "../sync/preview-decisions.server.ts";
import { DecisionButton } from "../ui/decision-forms.tsx";
import { EffectView } from "../ui/effect-view.tsx";
import { PAGE_ROLES } from "../ui/navigation.ts";
import { Page, Section } from "../ui/page.tsx";
import { pageTitle } from "../ui/page-title.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

export const loader = pageLoader({
  allow: PAGE_ROLES.decide,
  query: DecisionPreviewParams,
  handler: async ({ read, query: { next, ...look } }) => {
    const described = await read((tx) => describeDecision(tx, look));
    if (described === null) {
      throw notFound("That account, person or decision is not there (any more), or the two people are one.");
    }
    return {
      words: described.words,
      fields: described.fields,
      effect: await read((tx) => previewDecisions(tx, described.change)),
      next: ownPath(next ?? "/queue"),
      now: new Date().toISOString(),
    };
  },
});

export const meta: MetaFunction<typeof loader> = ({ data, error }) => pageTitle(data?.words ?? "Decision", error);

export default function DecisionPage() {
  const { words, fields, effect, next, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title={words}
      now={now}
      lead="Nothing is changed yet. Every decision can be undone, and every later sync respects it."
      actions={
        <>
          <DecisionButton
            fields={fields}
            label="Confirm"
            meaning={`Confirm: ${words}`}
            tone="primary"
            next={next}
            autoFocus
          />
          <Link to={next} className="button">
            Back
          </Link>
        </>
      }
    >
      <Section title="What it would do">
        <EffectView effect={effect} />
      </Section>
    </Page>
  );
}
