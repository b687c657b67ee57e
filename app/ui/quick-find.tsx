import { useNavigate } from "@remix-run/react";
import Search from "lucide-react/icons/search";
import { useEffect, useState } from "react";
import {
  Autocomplete,
  Button,
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
import { useHydrated } from "./use-hydrated.ts";

function hintOf(answer: Answer<FoundSection[]>, shown: number): string {
  if (answer.state === "idle") return "";
  if (answer.state === "loading") return "Searching …";
  if (answer.state === "failed") return "The search failed. Try again in a moment.";
  return shown === 0 ? "Nothing by that name." : "";
}

/**
 * The command palette: goes to any person, group, resource, account, finding, question or page from anywhere, by Ctrl+K or
 * ⌘K. The menu and the lists do the same without scripts.
 */
export function QuickFind({ role }: { role: Role }) {
  const hydrated = useHydrated();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const answer = useAnswer(text, fetchFound);
  const sections = [...listPages(role, text), ...(answer.state === "found" ? answer.result : []), ...askEntry(text)];
  const hint = hintOf(answer, sections.length);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen(true);
      }
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  function change(isOpen: boolean) {
    setOpen(isOpen);
    if (!isOpen) setText("");
  }

  return (
    <div className="h-8 w-36 lg:w-auto">
      {hydrated ? (
        <Button
          onPress={() => setOpen(true)}
          aria-keyshortcuts="Control+K Meta+K"
          className="flex h-8 w-full items-center gap-2 rounded-md border border-line px-2 text-data text-ink-mute hover:bg-raised"
        >
          <Search aria-hidden="true" className="size-4 shrink-0" />
          <span className="grow text-left">Find</span>
          <span aria-hidden="true" className="text-2xs max-lg:hidden">
            Ctrl K
          </span>
        </Button>
      ) : null}
      <ModalOverlay
        isOpen={open}
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
    </div>
  );
}
