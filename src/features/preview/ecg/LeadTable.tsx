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
  const missing = lead.samples.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0)
  const derived = lead.derived === undefined ? '' : ` (derived: ${lead.derived})`
  return (
    <tr>
      <th scope="row">{`${lead.name}${derived}`}</th>
      <td>{seconds(lead.start)}</td>
      <td>{seconds(lead.samples.length / rate)}</td>
      <td>{lead.samples.length}</td>
      <td>{missing}</td>
      <td>{millivolts(lead.low)}</td>
      <td>{millivolts(lead.high)}</td>
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
