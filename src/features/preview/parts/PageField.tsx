import { useState } from 'react'
import { TextField } from '#ui/controls/TextField.tsx'
import styles from './parts.module.css'

/** Shows the page that the reader is on, from 1; typing a number and Enter goes there. */
export function PageField(props: { page: number; pages: number; onPage: (page: number) => void }) {
  const [typed, setTyped] = useState<string>()
  function go() {
    const wanted = Number(typed)
    setTyped(undefined)
    if (typed !== undefined && Number.isInteger(wanted) && wanted >= 1) {
      props.onPage(Math.min(wanted, props.pages))
    }
  }
  return (
    <form
      className={styles['pageField']}
      onSubmit={(event) => {
        event.preventDefault()
        go()
      }}
    >
      <TextField
        label="Page"
        hideLabel
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(props.page)}
        onChange={setTyped}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTyped(undefined)}
      />
      <span className={styles['of']}>of {props.pages}</span>
    </form>
  )
}
