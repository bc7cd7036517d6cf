import type { JSX } from 'preact';

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  /** What it means, in a few words. */
  meaning?: string;
}

/** One of a few. */
export function Choices<Value extends string>(props: {
  name: string;
  legend: string;
  choices: Choice<Value>[];
  value: Value;
  onChange(value: Value): void;
}): JSX.Element {
  const { name, legend, choices, value, onChange } = props;
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} class="choice">
          <input type="radio" name={name} checked={value === choice.value} onChange={() => onChange(choice.value)} />
          <span>
            {choice.label}
            {choice.meaning ? <small class="hint"> – {choice.meaning}</small> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
