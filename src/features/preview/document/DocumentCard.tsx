import type { Version } from '#formats/flow/versions.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import { dateWords } from './document-words.ts'
import type { OpenedDocument } from './document-worker.ts'
import documentStyles from '../parts/document.module.css'
import styles from './written.module.css'

/** What a document says of itself, and what is said of it: changes that are tracked, things that are not shown. */
export function DocumentCard(props: { content: OpenedDocument; version: Version }) {
  const { content, version } = props
  const { properties, remarks } = content
  return (
    <>
      {properties.length > 0 && (
        <details className={documentStyles['card']} open={properties.length <= OPEN}>
          <summary className={styles['summary']}>Properties of the document</summary>
          <dl className={documentStyles['facts']}>
            {properties.map(({ name, value }) => (
              <div key={`${name} ${value}`}>
                <dt>{name}</dt>
                <dd>{dateWords(value) ?? value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <div className={styles['said']}>
        <Changes content={content} version={version} />
        {remarks.length > 0 && (
          <Banner tone="info" title="Not all of it is shown as the document has it">
            <ul className={documentStyles['remarks']}>
              {remarks.map((remark) => (
                <li key={remark}>{remark}</li>
              ))}
            </ul>
          </Banner>
        )}
        <p className={styles['muted']}>
          Shown as text: its pages, columns, fonts and colours are left out.
        </p>
      </div>
    </>
  )
}

/** Properties that are open from the start. */
const OPEN = 4
/** Authors that are named. */
const NAMED = 5

function Changes({ content, version }: { content: OpenedDocument; version: Version }) {
  const { count, authors } = content.changes
  if (count === 0) return null
  const who = authors.slice(0, NAMED).join(', ') + (authors.length > NAMED ? ' and others' : '')
  const changes = `${count.toLocaleString()} tracked ${count === 1 ? 'change' : 'changes'}${who && ` by ${who}`}`
  const titles: Record<Version, string> = {
    changes: `${changes}: shown and marked`,
    accepted: `Shown as if the ${changes} were accepted, which they are not`,
    original: `Shown as before the ${changes}`,
  }
  return <Banner tone={version === 'changes' ? 'info' : 'warning'} title={titles[version]} />
}
