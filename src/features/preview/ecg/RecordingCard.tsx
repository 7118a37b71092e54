import type { EcgFact, EcgRecording, EcgStatement } from '#formats/ecg/recording.ts'
import documentStyles from '../parts/document.module.css'
import styles from './ecg.module.css'

/** Who, when, with what; the measurements and the interpretation as they are stored. */
export function RecordingCard({ recording }: { recording: EcgRecording }) {
  const { format, facts, measurements, statements } = recording
  return (
    <section className={documentStyles['card']} aria-label="Recording">
      <h2>{format}</h2>
      <Facts facts={facts} />
      {measurements.length > 0 && (
        <>
          <h3 className={styles['heading']}>Measurements, as stored</h3>
          <Facts facts={measurements} />
        </>
      )}
      {statements.length > 0 && (
        <>
          <h3 className={styles['heading']}>Interpretation, as stored</h3>
          {[...Map.groupBy(statements, ({ by }) => by)].map(([by, those]) => (
            <Statements key={by} by={by} statements={those} />
          ))}
        </>
      )}
    </section>
  )
}

function Facts({ facts }: { facts: readonly EcgFact[] }) {
  return (
    <dl className={documentStyles['facts']}>
      {facts.map(({ name, value }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- the same fact may stand there twice, and none ever moves
        <div key={at}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Statements({ by, statements }: { by: string; statements: readonly EcgStatement[] }) {
  return (
    <>
      <p className={styles['by']}>{by}</p>
      <ul className={styles['statements']}>
        {statements.map(({ text }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- the same sentence may stand there twice, and none ever moves
          <li key={at}>{text}</li>
        ))}
      </ul>
    </>
  )
}
