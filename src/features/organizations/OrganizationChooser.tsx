import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { useState, useSyncExternalStore, type FormEvent, type MouseEvent } from 'react'
import { Link } from 'react-router'
import { useApi } from '#api/context.tsx'
import { isApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { paths } from '#site/paths.ts'
import { Button } from '#ui/controls/Button.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { ErrorDetails } from '#ui/feedback/states.tsx'
import { filterChoices, organizationChoices, type Choice } from './choices.ts'
import { forgetOrganizations, recentOrganizations, type KnownOrganization } from './recent.ts'
import styles from './organizations.module.css'

export interface OrganizationChooserProps {
  configured: readonly KnownOrganization[]
  /** Opens it; called only for one that the server has confirmed. */
  onOpen: (id: string) => void
}

/** All known organizations, and a field for any other. Each is checked with the server before it opens. */
export function OrganizationChooser({ configured, onOpen }: OrganizationChooserProps) {
  const api = useApi()
  const list = useQuery(api.organizations.list())
  const recent = useSyncExternalStore(recentOrganizations.subscribe, recentOrganizations.get)
  const choices = organizationChoices(list.data, configured, recent)
  const [typed, setTyped] = useState('')
  const shown = choices.length > FILTERED_FROM ? filterChoices(choices, typed) : choices
  const { open, opening, problem } = useOpen(onOpen)
  return (
    <div className={styles['chooser']}>
      {problem && <Problem problem={problem} />}
      {list.isPending && <Skeleton lines={3} label="Loading organizations" />}
      {list.isError && <Problem problem={{ org: undefined, error: list.error }} />}
      {list.data && choices.length === 0 && <NoChoice known={list.data.known} />}
      {choices.length > FILTERED_FROM && (
        <div className={styles['filter']}>
          <TextField
            label="Filter by name or id"
            type="search"
            value={typed}
            onChange={setTyped}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      )}
      <ChoiceList choices={shown} opening={opening} onChoose={(choice) => open(choice.id)} />
      {choices.length > 0 && shown.length === 0 && (
        <p className={styles['none']} role="status">
          No organization matches “{typed.trim()}”.
        </p>
      )}
      {recent.length > 0 && choices.some((choice) => choice.source === 'recent') && (
        <div>
          <Button size="s" variant="quiet" onClick={forgetOrganizations}>
            Forget recent organizations
          </Button>
        </div>
      )}
      <TypedOrganization busy={opening !== undefined} onOpen={open} />
    </div>
  )
}

/** With more than this many, a filter is shown. */
const FILTERED_FROM = 8

function ChoiceList(props: {
  choices: readonly Choice[]
  opening: string | undefined
  onChoose: (choice: Choice) => void
}) {
  function onClick(event: MouseEvent, choice: Choice) {
    // Those that the server lists need no check; a click for a new tab is left to the browser.
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    if (choice.source === 'server' || !plain) return
    event.preventDefault()
    props.onChoose(choice)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- without its bullets Safari takes it for no list
    <ul role="list" className={styles['list']}>
      {props.choices.map((choice) => (
        <li key={choice.id} className={styles['item']}>
          <Link
            to={paths.binaries(choice.id)}
            className={styles['link']}
            aria-busy={props.opening === choice.id || undefined}
            onClick={(event) => onClick(event, choice)}
          >
            {choice.name}
          </Link>
          <span className={styles['note']}>
            {choice.id !== choice.name && <code>{choice.id}</code>}
            {choice.source === 'recent' && ' opened recently'}
          </span>
          <Icon icon={ArrowRight} />
        </li>
      ))}
    </ul>
  )
}

function TypedOrganization(props: { busy: boolean; onOpen: (id: string) => void }) {
  const [text, setText] = useState('')
  const [invalid, setInvalid] = useState<string>()
  function onSubmit(event: FormEvent) {
    event.preventDefault()
    const id = text.trim()
    setInvalid(id === '' ? 'Enter the id or slug of an organization.' : undefined)
    if (id !== '') props.onOpen(id)
  }
  return (
    <form className={styles['typed']} onSubmit={onSubmit} noValidate>
      <TextField
        label="Organization id or slug"
        value={text}
        onChange={setText}
        error={invalid}
        mono
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Button type="submit" busy={props.busy}>
        Open
      </Button>
    </form>
  )
}

function NoChoice({ known }: { known: boolean }) {
  return (
    <p className={styles['none']}>
      {known
        ? 'You have no access to any organization on this server.'
        : 'This server does not list its organizations. Enter the id or slug of yours.'}
    </p>
  )
}

interface OpenProblem {
  /** Missing when the list itself failed. */
  org: string | undefined
  error: unknown
}

function Problem({ problem }: { problem: OpenProblem }) {
  const { title, advice, details } = explainOpening(problem)
  return (
    <Banner tone="danger" role="alert" title={title}>
      <p>{advice}</p>
      <ErrorDetails details={details} />
    </Banner>
  )
}

function explainOpening({ org, error }: OpenProblem) {
  const general = explainError(error)
  if (org === undefined) return general
  if (isApiError(error, 'forbidden')) {
    return {
      ...general,
      title: `You have no access to “${org}”`,
      advice: 'The organization may not exist, or you have no rights there.',
    }
  }
  if (isApiError(error, 'not-found', 'bad-request')) {
    return {
      ...general,
      title: `There is no organization “${org}” here`,
      advice: 'Check its id or slug, letter by letter.',
    }
  }
  return { ...general, title: `“${org}” could not be opened: ${lowerFirst(general.title)}` }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** Checks an organization with the server before it opens; the latest request counts. */
function useOpen(onOpen: (id: string) => void) {
  const api = useApi()
  const cache = useQueryClient()
  const [opening, setOpening] = useState<string>()
  const [problem, setProblem] = useState<OpenProblem>()
  async function ask(org: string) {
    setOpening(org)
    setProblem(undefined)
    try {
      await cache.fetchQuery({ ...api.organizations.check(org), retry: false, staleTime: 0 })
      onOpen(org)
    } catch (error) {
      setProblem({ org, error })
    } finally {
      setOpening(undefined)
    }
  }
  return { open: (org: string) => void ask(org), opening, problem }
}
