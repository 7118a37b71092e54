import type { EcgLead, EcgStrip } from '#formats/ecg/recording.ts'
import styles from './ecg.module.css'

/** The tracing in words: what each lead has. */
export function LeadTable({ strip }: { strip: EcgStrip }) {
  return (
    <details className={styles['leads']}>
      <summary>The leads in a table</summary>
      <div className={styles['tableBox']}>
        <table>
          <caption>
            {strip.title}: {strip.leads.length} {strip.leads.length === 1 ? 'lead' : 'leads'},{' '}
            {rateWords(strip.rate)}
          </caption>
          <thead>
            <tr>
              {['Lead', 'Begins', 'Lasts', 'Samples', 'Missing', 'Lowest', 'Highest'].map(
                (name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {strip.leads.map((lead, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- names may repeat, and no lead ever moves
              <LeadRow key={at} lead={lead} rate={strip.rate} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function LeadRow({ lead, rate }: { lead: EcgLead; rate: number }) {
  const { low, high, missing } = extremes(lead.samples)
  const derived = lead.derived === undefined ? '' : ` (derived: ${lead.derived})`
  return (
    <tr>
      <th scope="row">{`${lead.name}${derived}`}</th>
      <td>{seconds(lead.start)}</td>
      <td>{seconds(lead.samples.length / rate)}</td>
      <td>{lead.samples.length}</td>
      <td>{missing}</td>
      <td>{millivolts(low)}</td>
      <td>{millivolts(high)}</td>
    </tr>
  )
}

/** "500 samples per second" */
export function rateWords(rate: number): string {
  return `${Number(rate.toFixed(3))} samples per second`
}

/** "10.4 s" */
export function seconds(value: number): string {
  return `${Number(value.toFixed(3))} s`
}

function millivolts(microvolts: number): string {
  return Number.isFinite(microvolts) ? `${(microvolts / 1000).toFixed(3)} mV` : '–'
}

function extremes(samples: Float32Array): { low: number; high: number; missing: number } {
  let low = Infinity
  let high = -Infinity
  let missing = 0
  for (const value of samples) {
    if (Number.isNaN(value)) missing += 1
    else {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return { low, high, missing }
}
