import { TextArea } from '#ui/controls/TextField.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { DryRun } from './dry-run.ts'
import styles from './edit.module.css'

/** A JSON Patch by hand, tried on what is on the screen with every key. */
export function PatchForm(props: { text: string; run: DryRun; onChange: (text: string) => void }) {
  const { text, run, onChange } = props
  return (
    <>
      <TextArea
        label="JSON Patch"
        description="An array of operations as RFC 6902 has them; all of them are done, or none."
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
    </>
  )
}

function Outcome({ run }: { run: DryRun }) {
  if (!run.ok) return <Banner tone="warning" title={run.problem} />
  return (
    <>
      {run.changes.length === 0 && <p>It fits, and none of the fields shown here would change.</p>}
      <ul>
        {run.changes.map(({ label, before, after }) => (
          <li key={label}>
            {label}: {before ?? 'not set'} becomes {after ?? 'not set'}
          </li>
        ))}
      </ul>
      {run.touchesContent && <p>Operations on the content are tried by the server alone.</p>}
    </>
  )
}
