import { describe, expect, it } from 'vitest'
import { int16Bytes } from '#test/make-scp.ts'
import { makeXli } from '#test/make-xli.ts'
import { readEcg } from './read-ecg.ts'
import { bytesOfBase64, microvoltsIn } from './recording.ts'
import { readXli } from './xli.ts'

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
      'a scale that is no voltage',
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

  it('leaves what is no sample as a gap', () => {
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

describe('Philips', () => {
  const limbs = [
    [100, 102, 105, 99],
    [50, -20, 30, 31],
    [3, 0, 1, -1],
    [0, 1, 2, 3],
    [5, 4, 3, 2],
    [0, 0, 1, -3000],
  ]
  const philips = (data: Uint8Array, labels = 'I II III aVR aVL aVF V1', more = '') =>
    `<restingecgdata><dataacquisition date="2020-05-18" time="15:48:11"><signalcharacteristics><samplingrate>500</samplingrate><resolution>5</resolution><signaloffset>0</signaloffset><signalsigned>True</signalsigned></signalcharacteristics></dataacquisition><waveforms><parsedwaveforms compression="XLI" leadlabels="${labels}" durationperchannel="8" ${more}>${data.toBase64()}</parsedwaveforms></waveforms></restingecgdata>`

  it('undoes XLI, whose strings may contain themselves', () => {
    const values = [7, 7, 7, 7, 7, 7, 7, 7, -3, 900, -32_000, 12]
    expect([...(readXli(makeXli([values]), 1)[0] ?? [])]).toEqual(values)
  })

  it('restores the limb leads from what is stored of them', () => {
    const { lead, recording } = read(philips(makeXli([...limbs, [1, -1, 2, -2]])))
    expect(lead('I')).toEqual([500, 510, 525, 495])
    expect(lead('II')).toEqual([250, -100, 150, 155])
    // II − I − what is stored; halves are rounded down.
    expect(lead('III')).toEqual([-265, -610, -380, -335])
    expect(lead('aVR')).toEqual([-375, -210, -345, -340])
    expect(lead('aVL')).toEqual([355, 540, 435, 405])
    expect(lead('aVF')).toEqual([-10, -355, -120, 14_910])
    expect(lead('V1')).toEqual([5, -5, 10, -10])
    expect(recording.remarks).toEqual([])
  })

  it('draws nothing of limb leads when one of them is cut off', () => {
    const data = makeXli(limbs)
    const { recording, said } = read(philips(data.slice(0, -3), 'I II III aVR aVL aVF'))
    expect(recording.strips).toEqual([])
    expect(said).toMatch(/not drawn: aVF.*difference from others/)
  })

  it.each([
    ['another order of leads', philips(makeXli(limbs), 'V1 V2 I II III aVR'), 'order of its leads'],
    ['two rates', philips(makeXli(limbs), undefined, 'samplespersecond="250"'), 'sampling rate'],
    [
      'no resolution',
      philips(makeXli(limbs)).replace(/<resolution>.*<\/resolution>/, ''),
      'resolution',
    ],
    [
      'an offset',
      philips(makeXli(limbs)).replace('>0</signaloffset>', '>7</signaloffset>'),
      'offset',
    ],
    ['other compressions', philips(makeXli(limbs)).replace('"XLI"', '"ZIP"'), 'ZIP'],
    ['broken Base64', philips(makeXli(limbs)).replace('</parsed', '!</parsed'), 'Base64'],
  ])('does not draw %s, and says why', (_name, xml, why) => {
    const { recording, said } = read(xml)
    expect(recording.strips).toEqual([])
    expect(said).toContain(why)
  })
})

describe('MUSE', () => {
  const data = (
    id: string,
    values: number[],
    more = '<LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits>',
  ) =>
    `<LeadData><LeadID>${id}</LeadID><LeadAmplitudeUnitsPerBit>4.88</LeadAmplitudeUnitsPerBit>${more}<LeadSampleSize>2</LeadSampleSize><WaveFormData>${int16Bytes(...values).toBase64()}</WaveFormData></LeadData>`
  const muse = (leads: string) =>
    `<RestingECG><Waveform><WaveformType>Rhythm</WaveformType><SampleBase>500</SampleBase><SampleExponent>0</SampleExponent>${leads}</Waveform></RestingECG>`

  it('reads little endian samples, and says which leads are derived', () => {
    const { lead, recording, said } = read(muse(data('I', [100, -100]) + data('II', [50, 25])))
    const close = (values: number[]) => values.map((value) => expect.closeTo(value, 3) as number)
    expect(lead('I')).toEqual(close([488, -488]))
    expect(lead('III')).toEqual(close([-244, 610]))
    expect(lead('aVR')).toEqual(close([-366, 183]))
    expect(lead('aVL')).toEqual(close([366, -549]))
    expect(lead('aVF')).toEqual(close([0, 366]))
    expect(recording.strips[0]?.leads.find(({ name }) => name === 'III')?.derived).toBe('II − I')
    expect(said).toContain('computed here from leads I and II')
  })

  it('derives nothing from leads that differ in length or of which one has no unit', () => {
    expect(read(muse(data('I', [1, 2]) + data('II', [1]))).recording.strips[0]?.leads).toHaveLength(
      2,
    )
    const { recording, said } = read(muse(data('I', [1, 2]) + data('II', [1, 2], '')))
    expect(recording.strips[0]?.leads.map(({ name }) => name)).toEqual(['I'])
    expect(said).toContain('Lead II is not drawn')
  })
})

describe('other dialects', () => {
  it('reads CardioSoft and Mortara, whose scale stands in the file', () => {
    const soft = read(
      '<CardiologyXML><StripData><SampleRate units="Hz">500</SampleRate><Resolution units="uVperLsb">5</Resolution><WaveformData lead="I">1,-2,3</WaveformData></StripData></CardiologyXML>',
    )
    expect(soft.lead('I')).toEqual([5, -10, 15])
    const mortara = read(
      `<ECG><CHANNEL NAME="II" UNITS_PER_MV="400" SAMPLE_FREQ="1000" BITS="16" FORMAT="SIGNED" ENCODING="BASE64" DATA="${int16Bytes(400, -4).toBase64()}"/></ECG>`,
    )
    expect(mortara.lead('II')).toEqual([1000, -10])
    expect(mortara.recording.strips[0]?.rate).toBe(1000)
  })

  it('names what it does not know, and refuses entities', () => {
    expect(readEcg('<examdescript/>')).toMatchObject({ type: 'unknown' })
    expect(readEcg('<!DOCTYPE x [<!ENTITY a "b">]><AnnotatedECG/>')).toMatchObject({
      reason: expect.stringContaining('refused for safety') as string,
    })
    expect(readEcg('')).toMatchObject({ type: 'unknown' })
  })

  it('knows voltages by their letters’ case', () => {
    expect(['uV', 'µV', 'mV', 'nV', 'V', 'MV', 'mmHg', undefined].map(microvoltsIn)).toEqual([
      1,
      1,
      1000,
      0.001,
      1_000_000,
      undefined,
      undefined,
      undefined,
    ])
    expect(bytesOfBase64('/w\n==')).toEqual(Uint8Array.of(255))
  })
})
