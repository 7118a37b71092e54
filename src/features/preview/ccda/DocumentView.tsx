import { useId } from 'react'
import type { ClinicalDocument, Section } from '#formats/ccda/clinical-document.ts'
import type { EmbeddedContent } from '#formats/ccda/coded-entries.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import { DocumentCard } from './DocumentCard.tsx'
import type { GetOutline } from './OutlineDetails.tsx'
import { headingId, SectionView } from './SectionView.tsx'
import documentStyles from '../parts/document.module.css'
import styles from './ccda.module.css'

/** A document: its header card, the table of its contents, and its sections or the file that it is. */
export function DocumentView(props: {
  document: ClinicalDocument
  name: string
  getOutline: GetOutline
}) {
  const { document, name, getOutline } = props
  const { header, body } = document
  const prefix = useId()
  const sections = body.type === 'none' ? [] : body.sections
  const media = new Map<string, EmbeddedContent>()
  collectMedia(sections, media)
  return (
    <div className={documentStyles['scroller']}>
      {header && <DocumentCard header={header} getOutline={getOutline} />}
      {body.type === 'none' && <Banner tone="warning" title="This document has no body." />}
      {body.type === 'file' && sections.length > 0 && (
        <Banner
          tone="warning"
          title="This document is a file and has sections as well, which the standard does not allow: both are shown."
        />
      )}
      {body.type === 'file' && <FileBody content={body.content} name={name} />}
      {sections.length > 0 && (
        <div className={styles['columns']}>
          {sections.length > 1 && <Contents sections={sections} prefix={prefix} />}
          <div className={styles['sections']}>
            {sections.map((section) => (
              <SectionView
                key={section.key}
                section={section}
                keys={[section.key]}
                level={3}
                language={header?.language}
                prefix={prefix}
                media={media}
                getOutline={getOutline}
              />
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

function collectMedia(sections: readonly Section[], media: Map<string, EmbeddedContent>): void {
  for (const section of sections) {
    for (const content of section.embedded) {
      if (content.id !== undefined) media.set(content.id, content)
    }
    collectMedia(section.sections, media)
  }
}

function FileBody({ content, name }: { content: EmbeddedContent; name: string }) {
  return (
    <section className={styles['body']} aria-label="Body">
      <h3>The document itself</h3>
      {content.data.trim() === '' ? (
        <p>
          {content.reference === undefined
            ? 'It is empty.'
            : `It is kept elsewhere, and was not fetched: ${content.reference}`}
        </p>
      ) : (
        <EmbeddedFile file={content} name={`document in ${name}`} />
      )}
    </section>
  )
}

function Contents({ sections, prefix }: { sections: readonly Section[]; prefix: string }) {
  return (
    <nav className={styles['contents']} aria-label="Sections">
      <ContentsList sections={sections} keys={[]} prefix={prefix} />
    </nav>
  )
}

function ContentsList(props: {
  sections: readonly Section[]
  keys: readonly string[]
  prefix: string
}) {
  const { sections, keys, prefix } = props
  function go(target: string) {
    const heading = document.getElementById(target)
    heading?.scrollIntoView({ block: 'start' })
    heading?.focus({ preventScroll: true })
  }
  return (
    <ul>
      {sections.map((section) => {
        const own = [...keys, section.key]
        return (
          <li key={section.key}>
            <button type="button" onClick={() => go(headingId(prefix, own))}>
              {section.title}
            </button>
            {section.sections.length > 0 && (
              <ContentsList sections={section.sections} keys={own} prefix={prefix} />
            )}
          </li>
        )
      })}
    </ul>
  )
}
