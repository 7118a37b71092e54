import { describe, expect, it } from 'vitest'
import { readClinicalDocument, type ClinicalDocument } from './clinical-document.ts'
import { readXml } from './xml-tree.ts'

function read(text: string): ClinicalDocument | undefined {
  const xml = readXml(text)
  return xml.type === 'tree' ? readClinicalDocument(xml.root, xml.problems, text) : undefined
}

describe('a coded entry', () => {
  const entry = (inside: string) => {
    const body = read(`<section><entry>${inside}</entry></section>`)?.body
    return body?.type === 'sections' ? body.sections[0]?.entries[0] : undefined
  }

  it('tells what it is, how it is judged and what is usual', () => {
    const text = `<observation moodCode="RQO" negationInd="1"><code code="2823-3" displayName="Potassium"
      ><translation code="K" codeSystemName="Local"/></code><value xsi:type="PQ" value="6.4" unit="mmol/L"/>
      <interpretationCode code="HH"/><interpretationCode nullFlavor="UNK"/>
      <referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="3.5" unit="mmol/L"/><high value="5.1" unit="mmol/L"/></value></observationRange></referenceRange>
      <referenceRange><observationRange><text>over 6</text><interpretationCode code="H"/></observationRange></referenceRange></observation>`
    expect(entry(text)).toMatchObject({
      mood: 'Ordered',
      negated: true,
      what: 'Potassium',
      translation: 'K (Local)',
      value: '6.4 mmol/L',
      interpretation: 'Critically high; Unknown',
      range: '3.5 mmol/L to 5.1 mmol/L; High: over 6',
    })
  })

  it('tells how often, beside from when to when', () => {
    const text = `<substanceAdministration moodCode="INT"><effectiveTime xsi:type="IVL_TS"><low value="2026"/></effectiveTime>
      <effectiveTime xsi:type="PIVL_TS" operator="A"><period value="12" unit="h"/></effectiveTime>
      <effectiveTime xsi:type="EIVL_TS"><event code="AC"/></effectiveTime></substanceAdministration>`
    expect(entry(text)).toMatchObject({
      mood: 'Planned',
      time: { words: 'from 2026' },
      frequency: 'every 12 h; before meals',
    })
  })

  it('tells what is given and how', () => {
    const text = `<substanceAdministration moodCode="EVN"><text>Theodur 200mg</text><priorityCode code="PRN"/>
      <routeCode code="PO" displayName="By mouth"/><rateQuantity value="5" unit="mL/h"/><maxDoseQuantity><numerator value="2"/><denominator value="1" unit="d"/></maxDoseQuantity>
      <doseQuantity value="200" unit="mg"><translation value="2" code="tabs"/></doseQuantity></substanceAdministration>`
    expect(entry(text)).toMatchObject({
      what: 'Theodur 200mg',
      value: '200 mg',
      giving: 'By mouth; rate 5 mL/h; at most 2 / 1 d; as needed',
    })
    const product = `<consumable><manufacturedProduct><manufacturedLabeledDrug><code displayName="Theophylline"/></manufacturedLabeledDrug></manufacturedProduct></consumable>`
    expect(entry(text.replace('<priorityCode', `${product}<priorityCode`))?.what).toBe(
      'Theophylline',
    )
    const weight =
      '<observation><value value="194" unit="[lb_ap]"><translation value="88" code="kg"/></value></observation>'
    expect(entry(weight)?.translation).toBe('88 kg')
    // The unit of another quantity is not its own.
    expect(entry(weight.replace(' unit="[lb_ap]"', ''))?.value).toBe('194')
  })

  it('tells what narrows a code down, and takes an empty name for none', () => {
    const text = `<observation><code code="1" displayName=""/><value xsi:type="CD" code="2" displayName="Fracture"
      ><qualifier><name code="3" displayName="Laterality"/><value code="4" displayName="Left"/></qualifier></value></observation>`
    expect(entry(text)).toMatchObject({ what: '1', value: 'Fracture (Laterality: Left)' })
    expect(
      entry('<act moodCode="EVN"><code displayName="" nullFlavor="constructor"/></act>'),
    ).toMatchObject({
      mood: undefined,
      what: 'Missing (constructor)',
    })
  })

  it('takes no code for a word of the language the reader is written in', () => {
    const header = `<confidentialityCode code="constructor"/><recordTarget><patientRole><patient
      ><administrativeGenderCode code="toString"/></patient></patientRole></recordTarget>`
    expect(read(`<ClinicalDocument>${header}</ClinicalDocument>`)?.header).toMatchObject({
      confidentiality: 'constructor',
      patients: [{ sex: 'toString' }],
    })
  })
})
