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

  it('tells the calibration pulse at the end from the heart', () => {
    const pulse = (times: number) =>
      Array.from({ length: 30 }, (_, at) => (at < 20 ? 200 * times : 0))
    const whole = limbs.map((values, at) => [...values, ...pulse([1, 1, -1, -2, -1, 0][at] ?? 0)])
    const { lead, said } = read(philips(makeXli(whole), 'I II III aVR aVL aVF'))
    expect(lead('aVR')?.slice(4, 6)).toEqual([1000, 1000])
    expect(said).toContain('The last 0.06 s are the same in all leads')
    expect(said).toContain('calibration pulse of 1 mV')
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
