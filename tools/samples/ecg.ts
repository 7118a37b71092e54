import { bell, grain, randomFrom } from './noise.ts'

const RATE = 250
const SECONDS = 10

/** The share of each wave of the heart in each lead, roughly as a healthy heart lies. */
const LEADS: Readonly<Record<string, { p: number; q: number; r: number; s: number; t: number }>> = {
  I: { p: 0.1, q: -0.05, r: 0.7, s: -0.1, t: 0.2 },
  II: { p: 0.15, q: -0.06, r: 1.1, s: -0.15, t: 0.3 },
  V1: { p: 0.06, q: 0, r: 0.2, s: -0.9, t: -0.1 },
  V2: { p: 0.06, q: 0, r: 0.4, s: -1.2, t: 0.35 },
  V3: { p: 0.07, q: 0, r: 0.8, s: -0.8, t: 0.4 },
  V4: { p: 0.08, q: -0.03, r: 1.4, s: -0.4, t: 0.4 },
  V5: { p: 0.08, q: -0.05, r: 1.3, s: -0.2, t: 0.35 },
  V6: { p: 0.08, q: -0.05, r: 1, s: -0.1, t: 0.3 },
}

/** An ECG of twelve leads at rest as HL7 aECG: 5 microvolts a step, four milliseconds a sample. */
export function restingEcg(): string {
  const random = randomFrom(1042)
  const measured = Object.keys(LEADS).map((lead) => [lead, samplesOf(lead, random)] as const)
  const of = (lead: string) => measured.find(([name]) => name === lead)?.[1] ?? []
  const combine = (i: number, ii: number) =>
    of('I').map((one, at) => Math.round(i * one + ii * (of('II')[at] ?? 0)))
  // Einthoven and Goldberger: what the limbs' other leads are by definition.
  const all = [
    ...measured.slice(0, 2),
    ['III', combine(-1, 1)] as const,
    ['aVR', combine(-0.5, -0.5)] as const,
    ['aVL', combine(1, -0.5)] as const,
    ['aVF', combine(-0.5, 1)] as const,
    ...measured.slice(2),
  ]
  const head =
    '<sequence><code code="TIME_ABSOLUTE" codeSystem="2.16.840.1.113883.5.4"/><value xsi:type="GLIST_TS"><head value="20261022081500.000"/><increment value="0.004" unit="s"/></value></sequence>'
  const leads = all.map(
    ([lead, samples]) =>
      `<sequence><code code="MDC_ECG_LEAD_${lead.replace('a', 'A')}" codeSystem="2.16.840.1.113883.6.24"/><value xsi:type="SLIST_PQ"><origin value="0" unit="uV"/><scale value="5" unit="uV"/><digits>${samples.join(' ')}</digits></value></sequence>`,
  )
  const sequences = [head, ...leads].map((one) => `<component>${one}</component>`).join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>
<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<id root="2.25.302744907281155234713459926015500429"/>
<code code="93000" codeSystem="2.16.840.1.113883.6.12" displayName="ECG at rest"/>
<effectiveTime><low value="20261022081500.000"/><high value="20261022081510.000"/></effectiveTime>
<componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject><id root="2.25.1" extension="1042"/><subjectDemographicPerson><name>Maren Sampleton</name><administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19610314"/></subjectDemographicPerson></trialSubject></subject></subjectAssignment></componentOf></timepointEvent></componentOf>
<component><series><code code="RHYTHM" codeSystem="2.16.840.1.113883.5.4"/><effectiveTime><low value="20261022081500.000"/><high value="20261022081510.000"/></effectiveTime>
<author><seriesAuthor><manufacturedSeriesDevice><id root="2.25.2" extension="EC-7"/><manufacturerModelName>Fathom Rest 12 (fictional)</manufacturerModelName></manufacturedSeriesDevice></seriesAuthor></author>
<component><sequenceSet>
${sequences}
</sequenceSet></component></series></component>
</AnnotatedECG>
`
}

/** Steps of 5 microvolts: 72 beats a minute, each a little different, on a drifting line with some noise. */
function samplesOf(lead: string, random: () => number): number[] {
  const waves = LEADS[lead]
  if (!waves) return []
  return Array.from({ length: RATE * SECONDS }, (_, at) => {
    const t = at / RATE
    const beat = (t + 0.01 * Math.sin(t)) % (60 / 72)
    const millivolts =
      waves.p * bell(beat - 0.16, 0.022) +
      waves.q * bell(beat - 0.295, 0.008) +
      waves.r * bell(beat - 0.32, 0.01) +
      waves.s * bell(beat - 0.345, 0.01) +
      waves.t * bell(beat - 0.58, 0.045) +
      0.02 * Math.sin(t * 1.6) +
      0.004 * grain(random)
    return Math.round(millivolts * 200)
  })
}
