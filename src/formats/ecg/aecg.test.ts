import { describe, expect, it } from 'vitest'
import { readEcg } from './read-ecg.ts'

function read(xml: string) {
  const content = readEcg(xml)
  if (content.type !== 'recording') throw new Error(content.reason)
  const { recording } = content
  const lead = (name: string, strip = 0) => {
    const found = recording.strips[strip]?.leads.find((one) => one.name === name)
    return found && [...found.samples]
  }
  return { recording, lead, said: recording.remarks.join(' ') }
}

const TIME =
  '<component><sequence><code code="TIME_ABSOLUTE"/><value xsi:type="GLIST_TS"><head value="20200102"/><increment value="0.002" unit="s"/></value></sequence></component>'

function aecgLead(
  code: string,
  digits: string,
  scale = 'value="2.5" unit="uV"',
  origin = 'value="0" unit="uV"',
) {
  return `<component><sequence><code code="${code}"/><value xsi:type="SLIST_PQ"><origin ${origin}/><scale ${scale}/><digits>${digits}</digits></value></sequence></component>`
}

function aecg(sets: string, more = '') {
  return `<AnnotatedECG xmlns="urn:hl7-org:v3"><effectiveTime><center value="20021122091000"/></effectiveTime><component><series><code code="RHYTHM"/>${sets}${more}</series></component></AnnotatedECG>`
}

const set = (inside: string) => `<component><sequenceSet>${inside}</sequenceSet></component>`

describe('an annotated ECG', () => {
  it('gives samples in microvolts by origin and scale, and the rate', () => {
    const { recording, lead } = read(
      aecg(
        set(
          `${TIME}${aecgLead('MDC_ECG_LEAD_II', ' -2 0 3\n-100 ')}${aecgLead('MDC_ECG_LEAD_AVR', '1 -1', 'value="0.005" unit="mV"', 'value="10" unit="uV"')}${aecgLead('MDC_ECG_LEAD_V1', '4', 'value="500" unit="nV"')}`,
        ),
      ),
    )
    expect(recording.strips[0]?.rate).toBe(500)
    expect(lead('II')).toEqual([-5, 0, 7.5, -250])
    expect(lead('aVR')).toEqual([15, 5])
    expect(lead('V1')).toEqual([2])
    expect(recording.remarks).toEqual([])
  })

  it('keeps several sets and derived series apart', () => {
    const { recording, lead } = read(
      aecg(
        set(TIME + aecgLead('MDC_ECG_LEAD_I', '1')) + set(TIME + aecgLead('MDC_ECG_LEAD_I', '2')),
        `<derivation><derivedSeries><code code="REPRESENTATIVE_BEAT"/>${set(TIME + aecgLead('MDC_ECG_LEAD_I', '3'))}</derivedSeries></derivation>`,
      ),
    )
    expect(recording.strips.map(({ title }) => title)).toEqual([
      'Rhythm, part 1 of 2',
      'Rhythm, part 2 of 2',
      'Representative beat',
    ])
    expect([0, 1, 2].map((strip) => lead('I', strip))).toEqual([[2.5], [5], [7.5]])
  })

  it.each([
    [
      'a scale without a unit',
      TIME + aecgLead('MDC_ECG_LEAD_I', '1', 'value="2.5"'),
      'scale or origin',
    ],
    [
      'a scale that is not a voltage',
      TIME + aecgLead('MDC_ECG_LEAD_I', '1', 'value="2.5" unit="mmHg"'),
      'scale or origin',
    ],
    [
      'a negative scale',
      TIME + aecgLead('MDC_ECG_LEAD_I', '1', 'value="-2.5" unit="uV"'),
      'scale or origin',
    ],
    ['no time', aecgLead('MDC_ECG_LEAD_I', '1'), 'no even sampling interval'],
    [
      'an increment without a unit',
      TIME.replace(' unit="s"', '') + aecgLead('MDC_ECG_LEAD_I', '1'),
      'no even sampling interval',
    ],
    [
      'a tiny increment',
      TIME.replace('0.002', '1e-30') + aecgLead('MDC_ECG_LEAD_I', '1'),
      'sampling rate',
    ],
    [
      'no increment at all',
      TIME.replace('0.002', '0') + aecgLead('MDC_ECG_LEAD_I', '1'),
      'sampling rate',
    ],
    ['a lead without samples', TIME + aecgLead('MDC_ECG_LEAD_I', ' '), 'without samples'],
  ])('does not draw %s, and says why', (_name, sequences, why) => {
    const { recording, said } = read(aecg(set(sequences)))
    expect(recording.strips).toEqual([])
    expect(said).toContain(why)
  })

  it('leaves what is not a sample as a gap', () => {
    const { lead, said } = read(aecg(set(TIME + aecgLead('MDC_ECG_LEAD_I', '1 -32768 x 2'))))
    expect(lead('I')).toEqual([2.5, Number.NaN, Number.NaN, 5])
    expect(said).toContain('2 of the 4 samples of lead I')
  })

  it('lists annotations as stored, with who made them', () => {
    const annotation = (code: string, value: string, inside = '') =>
      `<component><annotation><code code="${code}"/>${value}${inside}</annotation></component>`
    const { recording, said } = read(
      aecg(
        set(TIME + aecgLead('MDC_ECG_LEAD_I', '1')),
        `<subjectOf><annotationSet><author><assignedEntity><assignedAuthorType><assignedDevice><manufacturerModelName>Analyser 3</manufacturerModelName></assignedDevice></assignedAuthorType></assignedEntity></author>
        ${annotation('MDC_ECG_TIME_PD_QT', '<value xsi:type="PQ" value="402" unit="ms"/>')}
        ${annotation('MDC_ECG_INTERPRETATION', '', annotation('MDC_ECG_INTERPRETATION_STATEMENT', '<value xsi:type="ST">Sinus rhythm</value>'))}
        ${annotation('MDC_ECG_WAVC', '', '<support><supportingROI/></support>')}</annotationSet></subjectOf>`,
      ),
    )
    expect(recording.measurements).toEqual([{ name: 'QT interval', value: '402 ms' }])
    expect(recording.statements).toEqual([{ text: 'Sinus rhythm', by: 'Analyser 3' }])
    expect(said).toContain('1 marks on the tracing')
  })

  it('bears being cut anywhere', () => {
    const whole = aecg(set(TIME + aecgLead('MDC_ECG_LEAD_I', '1 2 3')))
    for (let size = 0; size <= whole.length; size += 7) {
      expect(() => readEcg(whole.slice(0, size))).not.toThrow()
    }
    const cut = read(whole.slice(0, whole.indexOf(' 3</digits>')))
    expect(cut.lead('I')).toEqual([2.5, 5])
    expect(cut.said).toContain('damaged at line 1')
  })
})
