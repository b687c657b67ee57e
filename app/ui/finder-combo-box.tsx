import { type KeyboardEvent, useState } from "react";
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import type { Choice, FinderProps } from "./finder-choice.ts";
import { useAnswer } from "./use-answer.ts";

/** Enter on no proposal sends the form with what is typed, also while proposals are open or looked for. */
function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
  if (event.key !== "Enter" || event.currentTarget.hasAttribute("aria-activedescendant")) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

/**
 * The finder field with its proposals, in the place of the plain field.
 * @param isFocused whether somebody was in the plain field when this one took its place
 */
export default function FinderComboBox(
  props: FinderProps & { text: string; onText: (text: string) => void; isFocused: boolean },
) {
  const { text, onText } = props;
  // What was chosen, or stood there, is asked for no more.
  const [settled, setSettled] = useState(props.defaultValue);
  const asked = text === settled ? "" : text.trim();
  const answer = useAnswer(asked, props.ask);
  const choices = asked !== "" && answer.state === "found" ? answer.result : [];
  const isWaiting = asked !== "" && (answer.state === "idle" || answer.state === "loading");
  return (
    <ComboBox
      items={choices}
      inputValue={text}
      onInputChange={onText}
      onSelectionChange={(key) => {
        if (key === null) return;
        setSettled(String(key));
        onText(String(key));
      }}
      // A list that is closed when its first proposals come stays so.
      allowsEmptyCollection={isWaiting}
      allowsCustomValue
      isRequired
      validationBehavior="aria"
      menuTrigger="input"
      autoFocus={props.isFocused}
      className="col-span-2 min-w-0 sm:w-72 sm:grow"
    >
      <Label className="mb-1 block text-xs text-ink-soft">{props.label}</Label>
      <Input
        name={props.name}
        className="field"
        placeholder={props.placeholder}
        maxLength={500}
        required
        onKeyDown={onKeyDown}
      />
      <Popover className="panel w-(--trigger-width) overflow-auto p-1 shadow-xl">
        <ListBox<Choice>
          className="outline-none"
          renderEmptyState={() => <p className="px-2 py-1 text-data text-ink-mute">Searching …</p>}
        >
          {(choice) => (
            <ListBoxItem
              id={choice.id}
              textValue={choice.id}
              className="flex flex-col rounded px-2 py-1 text-data outline-none data-focused:bg-accent-soft"
            >
              <Text slot="label" className="truncate">
                {choice.label}
              </Text>
              <Text slot="description" className="truncate text-xs text-ink-mute">
                {choice.note}
              </Text>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
