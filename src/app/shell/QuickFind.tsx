import { Search } from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router'
import { parseIds } from '#fhir/ids.ts'
import { paths } from '#site/paths.ts'
import { TextField } from '#ui/controls/TextField.tsx'
import { Kbd } from '#ui/display/Badge.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { isTyping } from './is-typing.ts'
import styles from './quick-find.module.css'

/** Opens a Binary by its id; several ids open the list. Takes ids, references and addresses. */
export function QuickFind({ org }: { org: string }) {
  const navigate = useNavigate()
  const input = useSlashKey()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  function onSubmit(event: FormEvent) {
    event.preventDefault()
    const target = findTarget(org, text)
    if ('problem' in target) {
      setProblem(target.problem)
      return
    }
    setText('')
    setProblem(undefined)
    void navigate(target.to)
  }
  return (
    <search className={styles['search']}>
      <form onSubmit={onSubmit} noValidate>
        <Icon icon={Search} />
        <TextField
          ref={input}
          label="Open by id"
          hideLabel
          placeholder="Open by id"
          value={text}
          error={problem}
          onChange={(next) => {
            setText(next)
            setProblem(undefined)
          }}
          aria-keyshortcuts="/"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        {text === '' && (
          <span className={styles['hint']} aria-hidden="true">
            <Kbd>/</Kbd>
          </span>
        )}
      </form>
    </search>
  )
}

function findTarget(org: string, text: string): { to: string } | { problem: string } {
  const { ids, rejected } = parseIds(text)
  const [first] = ids
  if (text.trim() === '') return { problem: 'Paste an id first.' }
  if (first === undefined || rejected.length > 0) {
    return { problem: `“${rejected[0] ?? text.trim()}” is not an id.` }
  }
  return {
    to: ids.length === 1 ? paths.binary(org, first) : paths.binaries(org, { _id: ids.join(',') }),
  }
}

/** `/` focuses the field, unless the user is typing in another one. */
function useSlashKey() {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const plain = !(event.ctrlKey || event.metaKey || event.altKey)
      if (event.key !== '/' || !plain || event.defaultPrevented || isTyping(event)) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
  return input
}
