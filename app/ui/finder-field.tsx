import { useState } from "react";
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { useAnswer } from "./use-answer.ts";

export type Choice = { id: string; label: string; note: string };

/**
 * A text field that proposes what matches while one types. What is chosen or typed goes into the form as it stands,
 * so the field also works before scripts have loaded.
 * @param ask must be the same function from render to render; `id` of a choice is what the form gets
 */
export function FinderField(props: {
  name: string;
  label: string;
  placeholder: string;
  defaultValue: string;
  ask: (search: string, signal: AbortSignal) => Promise<Choice[]>;
}) {
  const [text, setText] = useState(props.defaultValue);
  const answer = useAnswer(text === props.defaultValue ? "" : text, props.ask);
  const choices = answer.state === "found" ? answer.result : [];

  return (
    <ComboBox
      items={choices}
      inputValue={text}
      onInputChange={setText}
      onSelectionChange={(key) => {
        if (key !== null) setText(String(key));
      }}
      allowsCustomValue
      isRequired
      validationBehavior="aria"
      menuTrigger="input"
      className="col-span-2 min-w-0 sm:w-72 sm:grow"
    >
      <Label className="mb-1 block text-xs text-ink-soft">{props.label}</Label>
      <Input name={props.name} className="field" placeholder={props.placeholder} maxLength={500} required />
      <Popover className="panel w-(--trigger-width) overflow-auto p-1 shadow-xl">
        <ListBox<Choice> className="outline-none">
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
