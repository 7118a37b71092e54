import { Button } from '#ui/controls/Button.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { files } from '../../queue/totals.ts'
import type { Findings } from './findings.ts'
import { keysWith } from './plan.ts'
import type { CheckProgress } from './use-checks.ts'
import styles from '../upload-dialog.module.css'

/** How far the comparison with what is here already is, and what it has shown. */
export function CheckStatus(props: { progress: CheckProgress; findings: Findings }) {
  const { progress, findings } = props
  return (
    <div className={styles['status']}>
      <Words progress={progress} />
      <VisuallyHidden role="status">{spoken(progress, findings)}</VisuallyHidden>
    </div>
  )
}

function Words({ progress }: { progress: CheckProgress }) {
  switch (progress.kind) {
    case 'looking':
      return <span>Checking for files that are here already…</span>
    case 'comparing':
      return (
        <span>
          Comparing contents, {files(progress.left)} to go. You can start now: those are uploaded
          without the comparison.
        </span>
      )
    case 'failed':
      return (
        <>
          <span>The files of this organization can’t be read, so that nothing was compared.</span>
          <Button size="s" variant="quiet" onClick={progress.retry}>
            Try again
          </Button>
        </>
      )
    case 'done':
      return progress.complete ? null : <span>{comparedWith(progress)}</span>
  }
}

function comparedWith({ seen, total }: Extract<CheckProgress, { kind: 'done' }>): string {
  const of = total === undefined || total <= seen ? '' : ` of ${total.toLocaleString()}`
  return `Compared with ${seen.toLocaleString()}${of} files of this organization; the others were not looked at.`
}

/** For those who don't see the choices appear. */
function spoken(progress: CheckProgress, findings: Findings): string {
  if (progress.kind !== 'done') return ''
  const count = keysWith(findings, ['same-content', 'twice', 'same-name']).length
  if (count === 0) return ''
  return `${files(count)} ${count === 1 ? 'seems' : 'seem'} to be here already. Choose what becomes of them.`
}
