import type { ConfigProblem } from '#site/parse-config.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Mark } from '#ui/display/Mark.tsx'
import styles from './standalone.module.css'

/** In place of everything, when `config.json` is wrong: to whoever installs it, which key it is and what it may be. */
export function ConfigProblems({ problems }: { problems: readonly ConfigProblem[] }) {
  const one = problems.length === 1
  return (
    <main className={styles['page']}>
      <title>config.json has errors</title>
      <div className={styles['card']}>
        <Mark size={40} />
        <h1>config.json has {one ? 'an error' : `${problems.length} errors`}</h1>
        <p className={styles['lead']}>
          The console does not start until config.json is corrected. Nothing was sent to any server.
        </p>
        <dl className={styles['problems']}>
          {problems.map(({ key, found, expected }) => (
            <div key={`${key} ${found}`}>
              <dt>
                <code>{key}</code>
              </dt>
              <dd>
                Found: <code>{found}</code>
              </dd>
              <dd>Expected: {expected}</dd>
            </div>
          ))}
        </dl>
        <div>
          <Button variant="primary" onClick={() => location.reload()}>
            Check it again
          </Button>
        </div>
      </div>
    </main>
  )
}
