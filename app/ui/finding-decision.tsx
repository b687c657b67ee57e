import { Form, useNavigation } from "@remix-run/react";
import { useId } from "react";
import { Button } from "react-aria-components";
import type { Finding } from "../model/findings.ts";

/**
 * What can be decided about a finding that stands: accept it until a day with a reason, or take that back.
 * @param today the day of the server's answer, YYYY-MM-DD (UTC)
 */
export function FindingDecision({ finding, today }: { finding: Finding; today: string }) {
  const busy = useNavigation().state === "submitting";
  const id = useId();
  if (finding.state === "resolved") return null;
  const accepted = finding.state === "accepted";
  const inDays = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  return (
    <div className="panel flex flex-wrap items-end gap-3 p-3">
      <Form method="post" preventScrollReset className="flex min-w-0 grow flex-wrap items-end gap-3">
        <input type="hidden" name="kind" value="accept" />
        <div className="w-full sm:w-44">
          <label htmlFor={`${id}until`} className="mb-1 block text-xs text-ink-soft">
            Accept until the end of (UTC)
          </label>
          <input
            id={`${id}until`}
            type="date"
            name="until"
            required
            min={today}
            max={inDays(366)}
            defaultValue={finding.acceptedUntil ?? inDays(90)}
            className="field"
          />
        </div>
        <div className="w-full min-w-0 sm:w-72 sm:grow">
          <label htmlFor={`${id}reason`} className="mb-1 block text-xs text-ink-soft">
            Reason, kept in the history and the audit log
          </label>
          <input
            id={`${id}reason`}
            name="reason"
            required
            maxLength={1000}
            defaultValue={finding.acceptedReason ?? ""}
            placeholder="Why this may stay for now"
            className="field"
          />
        </div>
        <Button type="submit" isDisabled={busy} className="button max-sm:w-full" data-tone="primary">
          {accepted ? "Change acceptance" : "Accept"}
        </Button>
      </Form>
      {accepted ? (
        <Form method="post" preventScrollReset className="max-sm:w-full">
          <input type="hidden" name="kind" value="reopen" />
          <Button type="submit" isDisabled={busy} className="button max-sm:w-full">
            Open again
          </Button>
        </Form>
      ) : null}
    </div>
  );
}
