/** A Continuity of Care Document (C-CDA R2.1) with its narrative tables. */
export function careDocument(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="CDA.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <realmCode code="US"/>
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <templateId root="2.16.840.1.113883.10.20.22.1.2" extension="2015-08-01"/>
  <id root="2.25.302744907281155234713459926015500421" extension="CCD-1042-1"/>
  <code code="34133-9" codeSystem="2.16.840.1.113883.6.1" displayName="Summarization of Episode Note"/>
  <title>Harbour Clinic: Continuity of Care Document</title>
  <effectiveTime value="20261019113000+0200"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="en"/>
  <recordTarget>
    <patientRole>
      <id root="2.25.1042" extension="1042"/>
      <addr use="HP"><streetAddressLine>12 Lighthouse Lane</streetAddressLine><city>Sampleport</city></addr>
      <telecom use="HP" value="tel:+00-555-0170"/>
      <patient>
        <name use="L"><given>Maren</given><family>Sampleton</family></name>
        <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1" displayName="Female"/>
        <birthTime value="19610314"/>
      </patient>
    </patientRole>
  </recordTarget>
  <author>
    <time value="20261019113000+0200"/>
    <assignedAuthor>
      <id root="2.25.7" extension="okafor"/>
      <assignedPerson><name><prefix>Dr.</prefix><given>Adaeze</given><family>Okafor</family></name></assignedPerson>
    </assignedAuthor>
  </author>
  <custodian>
    <assignedCustodian>
      <representedCustodianOrganization><id root="2.25.1"/><name>Harbour Clinic (sample)</name></representedCustodianOrganization>
    </assignedCustodian>
  </custodian>
  <component>
    <structuredBody>
${SECTIONS.map(section).join('\n')}
    </structuredBody>
  </component>
</ClinicalDocument>
`
}

interface Section {
  template: string
  code: string
  title: string
  /** The first row is the heading. Without rows, `note` says why. */
  rows: string[][]
  note?: string
}

const SECTIONS: Section[] = [
  {
    template: '2.16.840.1.113883.10.20.22.2.6.1',
    code: '48765-2',
    title: 'Allergies and Intolerances',
    rows: [],
    note: 'No known allergies.',
  },
  {
    template: '2.16.840.1.113883.10.20.22.2.5.1',
    code: '11450-4',
    title: 'Problems',
    rows: [
      ['Problem', 'Status', 'Since'],
      ['Pneumonia due to Streptococcus pneumoniae, right lower lobe', 'Resolving', '9 Oct 2026'],
      ['Arterial hypertension', 'Active', '2011'],
      ['Type 2 diabetes mellitus', 'Active', '2017'],
      ['Hyperlipidaemia', 'Active', '2017'],
    ],
  },
  {
    template: '2.16.840.1.113883.10.20.22.2.1.1',
    code: '10160-0',
    title: 'Medications',
    rows: [
      ['Medicine', 'Dose', 'How often', 'Status'],
      ['Amoxicillin 1 g tablet', '1 tablet', 'three times a day until 21 Oct 2026', 'Active'],
      ['Ramipril 5 mg tablet', '1 tablet', 'every morning', 'Active'],
      ['Amlodipine 5 mg tablet', '1 tablet', 'every evening', 'Active'],
      ['Metformin 1000 mg tablet', '1 tablet', 'twice a day', 'Active, dose raised'],
      ['Atorvastatin 20 mg tablet', '1 tablet', 'every evening', 'Active'],
      ['Ceftriaxone 2 g infusion', '2 g', 'once a day, 14 to 18 Oct 2026', 'Completed'],
    ],
  },
  {
    template: '2.16.840.1.113883.10.20.22.2.3.1',
    code: '30954-2',
    title: 'Results',
    rows: [
      ['Test', '14 Oct', '16 Oct', '19 Oct', 'Reference'],
      ['C-reactive protein (mg/L)', '184 (H)', '96 (H)', '31 (H)', '< 5'],
      ['Leukocytes (10*9/L)', '14.7 (H)', '10.8 (H)', '8.1', '4.0 – 10.0'],
      ['Potassium (mmol/L)', '4.6', '4.4', '4.3', '3.5 – 5.1'],
      ['Creatinine (µmol/L)', '88 (H)', '81', '76', '45 – 84'],
    ],
  },
  {
    template: '2.16.840.1.113883.10.20.22.2.4.1',
    code: '8716-3',
    title: 'Vital Signs',
    rows: [
      ['Sign', 'On admission', 'On discharge'],
      ['Temperature', '39.1 °C', '36.7 °C'],
      ['Pulse', '108 /min', '76 /min'],
      ['Blood pressure', '118/70 mmHg', '132/78 mmHg'],
      ['Oxygen saturation', '92 % (room air)', '96 % (room air)'],
    ],
  },
  {
    template: '2.16.840.1.113883.10.20.22.2.2.1',
    code: '11369-6',
    title: 'Immunizations',
    rows: [
      ['Vaccine', 'Date'],
      ['Influenza, inactivated', '3 Oct 2025'],
      ['Pneumococcal polysaccharide, 23-valent', '11 May 2015'],
    ],
  },
]

function section({ template, code, title, rows, note }: Section): string {
  return `      <component>
        <section${note === undefined ? '' : ' nullFlavor="NI"'}>
          <templateId root="${template}" extension="2015-08-01"/>
          <code code="${code}" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"/>
          <title>${title}</title>
          <text>${note === undefined ? table(rows, code) : `<paragraph>${note}</paragraph>`}</text>
        </section>
      </component>`
}

function table([head = [], ...rows]: string[][], code: string): string {
  const cells = (tag: string, row: string[]): string =>
    row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')
  const body = rows.map(
    (row, i) => `              <tr ID="s${code}-${i + 1}">${cells('td', row)}</tr>`,
  )
  return `
            <table border="1" width="100%">
              <thead><tr>${cells('th', head)}</tr></thead>
              <tbody>
${body.join('\n')}
              </tbody>
            </table>
          `
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
