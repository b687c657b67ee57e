import { AskButton } from "./ask-form.tsx";
import { Section } from "./page.tsx";

/** Questions to begin with, by theme. */
export function AskExamples({ themes }: { themes: { title: string; questions: string[] }[] }) {
  return (
    <Section title="Questions to begin with">
      <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        {themes.map(({ title, questions }) => (
          <div key={title} className="panel flex min-w-0 flex-col gap-2 p-3">
            <h3 className="text-xs font-medium text-ink-soft">{title}</h3>
            {questions.map((question) => (
              <AskButton key={question} sent={{ question }}>
                {question}
              </AskButton>
            ))}
          </div>
        ))}
      </div>
    </Section>
  );
}
