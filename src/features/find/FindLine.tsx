import { Files, FileSearch, Hash, ListPlus, RotateCcw, Square, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { markWords } from '#api/binaries/find/rank.ts'
import { displayName, fileName, folderOf } from '#fhir/binary/binary.ts'
import { wordsOf } from '#fhir/search/fold-text.ts'
import type { Binary } from '#fhir/types.ts'
import { kindLabel, kindOfLabel, type Kind } from '#formats/kinds.ts'
import { Icon, type IconType } from '#ui/display/Icon.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import type { FindOption, Found, SuggestedContext } from './options.ts'
import styles from './find.module.css'

interface FindLineProps {
  option: FindOption
  found: Found
  icons: Record<Kind, IconType>
}

/** What stands in one line of the suggestions. */
export function FindLine({ option, found, icons }: FindLineProps) {
  const { typed, progress } = found
  const words = typed.kind === 'words' ? wordsOf(typed.words) : []
  switch (option.kind) {
    case 'file': {
      const kind = kindOfLabel(option.binary.contentType, fileName(option.binary))
      return (
        <Line icon={icons[kind]} more={<AboutFile {...{ ...option, kind, words }} />}>
          <bdi>
            <Marked text={displayName(option.binary)} words={words} />
          </bdi>
        </Line>
      )
    }
    case 'context':
      return (
        <Line
          icon={UserRound}
          more={filesOf(option.context, progress.kind === 'by-console' && progress.rest !== 'none')}
        >
          <Context binary={option.context.binary} words={words} />
        </Line>
      )
    case 'ids':
      return (
        <Line icon={Hash}>
          {option.ids.length === 1
            ? `Open the id ${option.ids[0] ?? ''}`
            : `Show the files of these ${option.ids.length.toLocaleString()} ids`}
        </Line>
      )
    case 'inside':
      return <Line icon={FileSearch}>Search for “{option.words}” inside the files</Line>
    case 'load':
      return <Line icon={ListPlus}>Load all{ofTotal(progress)} files and look again</Line>
    case 'stop':
      return <Line icon={Square}>Stop loading</Line>
    case 'retry':
      return <Line icon={RotateCcw}>Try again</Line>
    case 'all':
      return <Line icon={Files}>{allWords(option)}</Line>
  }
}

function Line({ icon, more, children }: { icon: IconType; more?: ReactNode; children: ReactNode }) {
  return (
    <>
      <Icon icon={icon} size={18} />
      <span className={styles['texts']}>
        <span className={styles['name']}>{children}</span>
        {more !== undefined && <span className={styles['more']}>{more}</span>}
      </span>
    </>
  )
}

/** The kind, the patient and the date, and where only the id answers, that. */
function AboutFile(props: {
  binary: Binary
  kind: Kind
  exact: boolean
  words: readonly string[]
}) {
  const { binary, kind, exact, words } = props
  const folder = folderOf(binary)
  const { id = '', meta, securityContext } = binary
  const named = fileName(binary) !== undefined
  return (
    <>
      {kindLabel(kind)}
      {securityContext !== undefined && (
        <>
          {' · '}
          <Context binary={binary} words={words} />
        </>
      )}
      {meta?.lastUpdated !== undefined && (
        <>
          {' · '}
          <Time value={meta.lastUpdated} format="date" />
        </>
      )}
      {folder !== undefined && (
        <>
          {' · in '}
          <bdi>{folder}</bdi>
        </>
      )}
      {(exact || !named || answersById(id, words)) && (
        <>
          {' · id '}
          <Marked text={id} words={exact ? [id.toLowerCase()] : words} />
        </>
      )}
    </>
  )
}

function answersById(id: string, words: readonly string[]): boolean {
  return words.some((word) => word.length > 2 && id.toLowerCase().startsWith(word))
}

/** In the words of people, and its reference where that is what was typed. */
function Context({ binary, words }: { binary: Binary; words: readonly string[] }) {
  const { display, reference, identifier } = binary.securityContext ?? {}
  const known = [display, reference ?? identifier?.value].filter((text) => text !== undefined)
  return known.map((text, at) => (
    <span key={text}>
      {at > 0 && ', '}
      <bdi>
        <Marked text={text} words={words} />
      </bdi>
    </span>
  ))
}

/** What was found stands out by its weight and a line, not by its colour alone. */
function Marked({ text, words }: { text: string; words: readonly string[] }) {
  let at = 0
  return markWords(text, words).map((part) => {
    const key = at
    at += part.text.length
    return part.found ? <mark key={key}>{part.text}</mark> : <span key={key}>{part.text}</span>
  })
}

function filesOf({ files }: SuggestedContext, among: boolean): string {
  if (files === undefined) return 'Show the files'
  const count = `${files.toLocaleString()} ${files === 1 ? 'file' : 'files'}`
  return among ? `${count} among those that are loaded` : count
}

function allWords({ words, files }: Extract<FindOption, { kind: 'all' }>): string {
  if (words === '') return 'All files'
  const count = files === undefined || files === 0 ? 'All' : `All ${files.toLocaleString()}`
  return files === 1 ? `Results for “${words}”` : `${count} results for “${words}”`
}

function ofTotal(progress: Found['progress']): string {
  const total = progress.kind === 'by-console' ? progress.total : undefined
  return total === undefined ? '' : ` ${total.toLocaleString()}`
}
