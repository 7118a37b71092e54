import { formatOfName } from '#formats/kinds.ts'
import type { SheetHead } from '#formats/sheet/sheet-content.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import type { OpenedSheet } from './sheet-worker.ts'
import type { OpenBook } from './use-workbook.ts'
import styles from './book.module.css'

/** Files and texts that are offered at once. */
const SHOWN = 50

/** What is to be said of a workbook and of the sheet that is shown, and what is in there besides cells. */
export function WorkbookNotes(props: {
  book: OpenBook
  sheet: OpenedSheet | undefined
  head: SheetHead | undefined
}) {
  const { book, sheet, head } = props
  const { workbook } = book
  const faults = [...workbook.faults, ...(sheet?.faults ?? [])]
  const remarks = [...remarksOf(sheet, head), ...workbook.remarks]
  return (
    <>
      {faults.length > 0 && (
        <Banner tone="warning" title="Something is missing here">
          <Sentences sentences={faults} />
        </Banner>
      )}
      {remarks.length + workbook.inner.length + (sheet?.texts.length ?? 0) > 0 && (
        <div className={styles['notes']}>
          {remarks.length > 0 && (
            <details>
              <summary>
                {remarks.length === 1 ? '1 remark' : `${remarks.length} remarks`}
                <span className={styles['first']}>: {remarks[0]}</span>
              </summary>
              <Sentences sentences={remarks} />
            </details>
          )}
          {sheet && sheet.texts.length > 0 && <FloatingTexts texts={sheet.texts} />}
          {workbook.inner.length > 0 && <InnerFiles book={book} />}
        </div>
      )}
    </>
  )
}

function remarksOf(sheet: OpenedSheet | undefined, head: SheetHead | undefined): string[] {
  const remarks: string[] = []
  if (head && head.visibility !== 'visible') remarks.push('This sheet is hidden in the file.')
  if (head?.holds === 'macros') {
    remarks.push('The cells of this sheet are commands of a macro. They are never run here.')
  }
  if (sheet && sheet.hiddenRows > 0) {
    const many = sheet.hiddenRows.toLocaleString()
    remarks.push(
      sheet.hiddenRows === 1
        ? '1 row is hidden in the file. It is shown, and marked.'
        : `${many} rows are hidden in the file. They are shown, and marked.`,
    )
  }
  if (sheet && sheet.hiddenColumns.length > 0) {
    remarks.push(
      sheet.hiddenColumns.length === 1
        ? '1 column is hidden in the file. It is shown, and marked.'
        : `${sheet.hiddenColumns.length} columns are hidden in the file. They are shown, and marked.`,
    )
  }
  return [...remarks, ...(sheet?.remarks ?? [])]
}

function Sentences({ sentences }: { sentences: readonly string[] }) {
  return (
    <ul className={styles['sentences']}>
      {[...new Set(sentences)].slice(0, SHOWN).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}

function FloatingTexts({ texts }: { texts: OpenedSheet['texts'] }) {
  return (
    <details open={texts.length <= 2 && texts.every(({ text }) => text.length < 200)}>
      <summary>
        {texts.length === 1
          ? '1 text that is in no cell'
          : `${texts.length} texts that are in no cell`}
      </summary>
      <ul className={styles['sentences']}>
        {texts.map(({ where, text }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- they never change places
          <li key={at}>
            <span className={styles['label']}>{where}:</span>{' '}
            <span className={styles['free']}>{text}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function InnerFiles({ book }: { book: OpenBook }) {
  const { workbook, client } = book
  const files = workbook.inner.slice(0, SHOWN)
  return (
    <details>
      <summary>
        {workbook.inner.length === 1 ? '1 file inside' : `${workbook.inner.length} files inside`}
      </summary>
      <ul className={styles['files']}>
        {files.map(({ path, size }) => {
          const contentType = formatOfName(path)?.type
          const file = {
            contentType,
            size,
            take: async () => {
              const blob = await client.call('inner', path)
              return contentType === undefined ? blob : blob.slice(0, blob.size, contentType)
            },
          }
          const name = path.slice(path.lastIndexOf('/') + 1)
          return (
            <li key={path}>
              <span className={styles['label']}>{name}</span>
              <EmbeddedFile file={file} name={name} />
            </li>
          )
        })}
      </ul>
      {workbook.inner.length > SHOWN && <p>The first {SHOWN} are offered.</p>}
    </details>
  )
}
