import { useId } from 'react'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import { Blocks } from './BlockView.tsx'
import { DocumentContext, type Around } from './document-context.ts'
import { blockId } from './document-words.ts'
import type { OpenedDocument } from './document-worker.ts'
import { DocumentCard } from './DocumentCard.tsx'
import { DocumentText } from './DocumentText.tsx'
import { PartsBar } from './PartsBar.tsx'
import type { DocumentClient, useParts } from './use-document.ts'
import documentStyles from '../parts/document.module.css'
import styles from './written.module.css'

/** A document: what it says of itself, the list of its headings, its text, and what belongs to it beside the text. */
export function DocumentView(props: {
  content: OpenedDocument
  client: DocumentClient
  name: string
  parts: ReturnType<typeof useParts>
}) {
  const { content, client, name, parts } = props
  const { shown } = parts
  const prefix = useId()
  const around: Around = {
    prefix,
    getPicture: (key) => client.call('picture', key),
    goToAnchor: (anchor) => parts.goToAnchor(anchor, `${prefix}-a-${anchor}`),
    notes: new Map(shown.part.notes.map((note) => [note.key, note])),
    renderBlocks: (blocks) => <Blocks blocks={blocks} />,
  }
  const goTo = (part: number, block: number) =>
    parts.goTo(part, { block, id: blockId(prefix, block) })
  // Headers come first, since they often say whom the document is about.
  const headers = content.margins.filter(({ title }) => title.startsWith('Header'))
  const others = content.margins.filter((margin) => !headers.includes(margin))
  const hasContents = shown.outline.length > 1
  return (
    <DocumentContext value={around}>
      <div className={documentStyles['scroller']}>
        <DocumentCard content={content} version={shown.version} />
        {shown.parts > 1 && <PartsBar client={client} shown={shown} onGoTo={goTo} />}
        <div className={styles['columns']}>
          {hasContents && <Contents outline={shown.outline} onGoTo={goTo} />}
          <DocumentText
            key={shown.part.index}
            name={name}
            shown={shown}
            target={parts.target}
            onArrived={parts.arrived}
            before={shown.part.index === 0 && <Margins margins={headers} />}
          >
            {shown.parts > 1 && <PartsBar client={client} shown={shown} onGoTo={goTo} isEnd />}
            <Margins margins={others} />
            <Files content={content} client={client} />
          </DocumentText>
        </div>
      </div>
    </DocumentContext>
  )
}

function Contents(props: {
  outline: OpenedDocument['first']['outline']
  onGoTo: (part: number, block: number) => void
}) {
  return (
    <nav className={styles['contents']} aria-label="Contents">
      <ul>
        {props.outline.map(({ part, block, level, text }) => (
          <li
            key={`${part} ${block} ${text}`}
            style={{ paddingInlineStart: `${(level - 1) * 0.75}rem` }}
          >
            <button type="button" onClick={() => props.onGoTo(part, block)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Margins({ margins }: { margins: OpenedDocument['margins'] }) {
  return margins.map(({ title, blocks }, place) => {
    const key = `${place}`
    return (
      <section key={key} className={styles['margin']} aria-label={title}>
        <h2>{title}</h2>
        <Blocks blocks={blocks} />
      </section>
    )
  })
}

function Files({ content, client }: { content: OpenedDocument; client: DocumentClient }) {
  if (content.files.length === 0) return null
  return (
    <section className={styles['margin']} aria-label="Files inside">
      <h2>Files inside</h2>
      <ul className={styles['files']}>
        {content.files.map(({ name, contentType, size }, place) => {
          const key = `${place}`
          return (
            <li key={key}>
              <p className={styles['fileName']}>{name}</p>
              <EmbeddedFile
                name={name}
                file={{ contentType, size, take: () => client.call('file', place) }}
              />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
