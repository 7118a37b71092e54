import { TextField } from '#ui/controls/TextField.tsx'

/** Two days in the reader's zone, as `2026-05-01`; empty where that end is open. */
export interface DayRangeProps {
  from: string
  to: string
  labels: readonly [from: string, to: string]
  onChange: (from: string, to: string) => void
}

/** Any two days. One after the other pulls the other along: a range is never upside down. */
export function DayRange({ from, to, labels, onChange }: DayRangeProps) {
  return (
    <>
      <TextField
        label={labels[0]}
        type="date"
        value={from}
        onChange={(day) => onChange(day, to !== '' && to < day ? day : to)}
      />
      <TextField
        label={labels[1]}
        type="date"
        value={to}
        onChange={(day) => onChange(day !== '' && from > day ? day : from, day)}
      />
    </>
  )
}
