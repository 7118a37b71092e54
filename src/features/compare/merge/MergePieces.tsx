import { useState } from 'react'
import type { Choice, Choices } from '#formats/text/merge-choices.ts'
import { Button } from '#ui/controls/Button.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { TextArea } from '#ui/controls/TextField.tsx'
import type { Draft } from '#ui/unsaved.ts'
import { chosenText, type Merge, type Piece } from './merge-texts.ts'
import styles from './merge.module.css'

/** Lines of an unchanged stretch beside a change; the rest is folded. */
const CONTEXT = 3
/** Pieces that are drawn at once. */
const STEP = 200

/** The merged text from top to bottom, each clash as a choice. */
export function MergePieces({ merge, draft }: { merge: Merge; draft: Draft<Choices> }) {
  const [shown, setShown] = useState(STEP)
  const { pieces } = merge
  const clashNumbers = new Map(
    pieces
      .flatMap(({ kind }, index) => (kind === 'clash' ? [index] : []))
      .map((index, at) => [index, at + 1]),
  )
  return (
    <>
      <ol className={styles['pieces']} aria-label="Merged text">
        {pieces.slice(0, shown).map((piece, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the pieces of a merge never move
          <li key={index} data-from={piece.kind === 'clash' ? 'clash' : piece.from}>
            {piece.kind === 'settled' ? (
              <Settled piece={piece} />
            ) : (
              <Clash
                piece={piece}
                number={clashNumbers.get(index) ?? 0}
                lineEnd={merge.lineEnd}
                choice={draft.value[index]}
                onChoice={(choice) => draft.set((before) => withChoice(before, index, choice))}
              />
            )}
          </li>
        ))}
      </ol>
      {pieces.length > shown && (
        <Button onClick={() => setShown(shown + STEP)}>
          Show more of the {(pieces.length - shown).toLocaleString()} parts that follow
        </Button>
      )}
    </>
  )
}

function withChoice(before: Choices, index: number, choice: Choice | undefined): Choices {
  const { [index]: _, ...others } = before
  return choice === undefined ? others : { ...others, [index]: choice }
}

const FROM = {
  base: undefined,
  both: 'changed by both alike',
  theirs: 'changed in the stored version',
  mine: 'changed by you',
}

function Settled({ piece: { from, text } }: { piece: Piece & { kind: 'settled' } }) {
  const label = FROM[from]
  if (text === '') return <p className={styles['from']}>Lines removed: {label}</p>
  return (
    <>
      {label !== undefined && <p className={styles['from']}>{label}</p>}
      <pre>{from === 'base' ? folded(text) : shownText(text)}</pre>
    </>
  )
}

/** A carriage return alone would break no line on the screen. */
function shownText(text: string): string {
  return text.replaceAll(/\r\n|\r/g, '\n')
}

function folded(text: string): string {
  const lines = text.split(/\r\n|\n|\r/)
  const hidden = lines.length - 2 * CONTEXT - 1
  if (hidden < 2) return shownText(text)
  const words = `⋯ ${hidden.toLocaleString()} lines that are the same`
  return [...lines.slice(0, CONTEXT), words, ...lines.slice(-CONTEXT - 1)].join('\n')
}

const KINDS = [
  { value: 'open', label: 'Not decided' },
  { value: 'theirs', label: 'Take the stored lines' },
  { value: 'mine', label: 'Take yours' },
  { value: 'theirs-mine', label: 'Both, the stored ones first' },
  { value: 'mine-theirs', label: 'Both, yours first' },
  { value: 'edited', label: 'Write it by hand' },
] as const

type Kind = (typeof KINDS)[number]['value']

function Clash(props: {
  piece: Piece & { kind: 'clash' }
  number: number
  lineEnd: string
  choice: Choice | undefined
  onChoice: (choice: Choice | undefined) => void
}) {
  const { piece, number, lineEnd, choice, onChoice } = props
  const choose = (kind: Kind) => {
    if (kind === 'open') return onChoice(undefined)
    if (kind !== 'edited') return onChoice({ kind })
    const before = chosenText(piece, choice ?? { kind: 'mine' }, lineEnd) ?? ''
    onChoice({ kind, text: before.replaceAll(/\r\n|\r/g, '\n') })
  }
  return (
    <fieldset className={styles['clash']}>
      <legend>Clash {number}</legend>
      <div className={styles['sides']}>
        <Lines title="Before" text={piece.base} />
        <Lines title="Stored" text={piece.theirs} />
        <Lines title="Yours" text={piece.mine} />
      </div>
      <SelectField
        label={`What becomes of clash ${number}`}
        value={choice?.kind ?? 'open'}
        options={[...KINDS]}
        onChange={choose}
      />
      {choice?.kind === 'edited' && (
        <TextArea
          label={`Text of clash ${number}`}
          mono
          rows={6}
          value={choice.text}
          spellCheck={false}
          onChange={(text) => onChoice({ kind: 'edited', text })}
        />
      )}
    </fieldset>
  )
}

function Lines({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <p className={styles['from']}>{title}</p>
      {text === '' ? <p className={styles['none']}>no lines</p> : <pre>{shownText(text)}</pre>}
    </div>
  )
}
