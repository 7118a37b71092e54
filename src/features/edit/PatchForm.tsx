import { Button } from '#ui/controls/Button.tsx'
import { TextArea } from '#ui/controls/TextField.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { DryRun } from './dry-run.ts'
import styles from './edit.module.css'

/** A JSON Patch by hand, tried on what is on the screen with every key. */
export function PatchForm(props: {
  text: string
  run: DryRun
  /** Nothing: back to the form. */
  onChange: (text: string | undefined) => void
}) {
  const { text, run, onChange } = props
  return (
    <>
      <TextArea
        label="JSON Patch"
        description="An array of operations (RFC 6902). Either all of them are applied, or none."
        mono
        rows={10}
        spellCheck={false}
        value={text}
        onChange={onChange}
      />
      <section className={styles['preview']} aria-label="Dry run">
        <h3>Dry run</h3>
        <div role="status">
          <Outcome run={run} />
        </div>
      </section>
      <div>
        <Button size="s" onClick={() => onChange(undefined)}>
          Back to the form
        </Button>
      </div>
    </>
  )
}

/** "Language: en becomes de", also where one of the two is not set. */
function changeWords(label: string, before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `${label}: set to ${after ?? ''}`
  return after === undefined
    ? `${label}: ${before} will be removed`
    : `${label}: ${before} becomes ${after}`
}

function Outcome({ run }: { run: DryRun }) {
  if (!run.ok) return <Banner tone="warning" title={run.problem} />
  return (
    <>
      {run.changes.length === 0 && (
        <p>The patch is valid and changes none of the fields shown here.</p>
      )}
      <ul>
        {run.changes.map(({ label, before, after }) => (
          <li key={label}>{changeWords(label, before, after)}</li>
        ))}
      </ul>
      {run.touchesContent && <p>Only the server can check operations on the content.</p>}
    </>
  )
}
