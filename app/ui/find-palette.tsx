import { useNavigate } from "@remix-run/react";
import { useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Heading,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  Text,
} from "react-aria-components";
import type { Role } from "../model/roles.ts";
import { askEntry, type FoundSection, fetchFound, listPages } from "./find-entries.ts";
import { type Answer, useAnswer } from "./use-answer.ts";

export type FindPaletteProps = { role: Role; isOpen: boolean; onOpen: (isOpen: boolean) => void };

function hintOf(answer: Answer<FoundSection[]>, shown: number): string {
  if (answer.state === "idle") return "";
  if (answer.state === "loading") return "Searching …";
  if (answer.state === "failed") return "The search failed. Try again in a moment.";
  return shown === 0 ? "Nothing by that name." : "";
}

/** The command palette itself: goes to any person, group, resource, account, finding, question or page. */
export function FindPalette({ role, isOpen, onOpen }: FindPaletteProps) {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const answer = useAnswer(text, fetchFound);
  const sections = [...listPages(role, text), ...(answer.state === "found" ? answer.result : []), ...askEntry(text)];
  const hint = hintOf(answer, sections.length);

  function change(open: boolean) {
    onOpen(open);
    if (!open) setText("");
  }

  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={change}
      isDismissable
      className="fixed inset-0 z-40 flex justify-center bg-black/50 p-3 pt-3 sm:pt-[12vh]"
    >
      <Modal className="h-fit w-full max-w-xl">
        <Dialog className="panel flex max-h-[70vh] flex-col overflow-hidden shadow-xl outline-none">
          <Heading slot="title" className="sr-only">
            Find a person, group, resource, account, finding, question or page
          </Heading>
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField aria-label="Find" autoFocus className="border-b border-line">
              <Input
                placeholder="Person, group, resource, finding, question, page"
                className="w-full bg-transparent px-4 py-3 outline-none [&::-webkit-search-cancel-button]:hidden"
              />
            </SearchField>
            <p role="status" className={hint === "" ? "sr-only" : "px-4 py-3 text-data text-ink-soft"}>
              {hint}
            </p>
            <Menu
              aria-label="Found"
              items={sections}
              className="overflow-y-auto p-1 empty:hidden"
              onAction={(key) => {
                const entry = sections.flatMap(({ entries }) => entries).find(({ id }) => id === key);
                change(false);
                if (entry !== undefined) navigate(entry.href);
              }}
            >
              {(section) => (
                <MenuSection id={section.title} items={section.entries}>
                  <Header className="px-3 pt-2 pb-1 text-xs text-ink-mute">{section.title}</Header>
                  {section.entries.map((entry) => (
                    <MenuItem
                      key={entry.id}
                      id={entry.id}
                      textValue={entry.label}
                      className="flex items-baseline justify-between gap-x-4 rounded px-3 py-1.5 max-sm:flex-col text-data outline-none data-focused:bg-accent-soft"
                    >
                      <Text slot="label" className="max-w-full min-w-0 truncate">
                        {entry.label}
                      </Text>
                      <Text slot="description" className="max-w-full shrink-0 truncate text-xs text-ink-mute">
                        {entry.note}
                      </Text>
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
