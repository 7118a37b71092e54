import { mix, randomFrom } from './noise.ts'

/** What systems send each other: an HL7 v2 result, vital signs as CSV, a FHIR Bundle. */

/** ORU^R01 of HL7 v2.5.1, segments ended by carriage returns. Version 2 corrects the potassium (OBX-11 is C). */
export function resultMessage(version: 1 | 2): string {
  const corrected = version === 2
  const time = corrected ? '20261015091000' : '20261014154800'
  const k = corrected ? ['4.6', 'N', 'C'] : ['6.4', 'HH', 'F']
  const results: [
    code: string,
    name: string,
    value: string,
    unit: string,
    range: string,
    flag: string,
    status: string,
  ][] = [
    ['718-7', 'Hemoglobin', '12.8', 'g/dL', '12.0-15.5', 'N', 'F'],
    ['6690-2', 'Leukocytes', '14.7', '10*9/L', '4.0-10.0', 'H', 'F'],
    ['1988-5', 'C reactive protein', '184', 'mg/L', '<5', 'HH', 'F'],
    ['2951-2', 'Sodium', '134', 'mmol/L', '136-145', 'L', 'F'],
    ['2823-3', 'Potassium', k[0] ?? '', 'mmol/L', '3.5-5.1', k[1] ?? '', k[2] ?? ''],
    ['2160-0', 'Creatinine', '88', 'umol/L', '45-84', 'H', 'F'],
  ]
  const segments = [
    `MSH|^~\\&|HARBOURLAB|HARBOUR CLINIC|EHR|HARBOUR CLINIC|${time}||ORU^R01^ORU_R01|LAB2231-${version}|P|2.5.1|||||||UNICODE UTF-8`,
    'PID|1||1042^^^HARBOUR^MR||SAMPLETON^MAREN^^^MRS||19610314|F|||12 Lighthouse Lane^^SAMPLEPORT||+00 555 0170',
    'PV1|1|I|MED2^14^1^HARBOUR||||^MARSH^JONAH^^^DR',
    `OBR|1|REQ88120|LAB-2231|24323-8^Comprehensive panel^LN|||20261014140500|||||||20261014143100||^MARSH^JONAH^^^DR||||||${time}|||${corrected ? 'C' : 'F'}`,
    ...results.map(
      ([code, name, value, unit, range, flag, status], i) =>
        `OBX|${i + 1}|NM|${code}^${name}^LN||${value}|${unit}|${range}|${flag}|||${status}|||20261014140500`,
    ),
  ]
  if (corrected)
    segments.push(
      'NTE|1|L|Potassium corrected: first sample haemolysed, repeated \\T\\ confirmed. Previously 6.4 mmol/L.',
    )
  return segments.map((segment) => `${segment}\r`).join('')
}

/** Five days of vital signs, every four hours. Version 2 corrects one pulse and adds the last morning. */
export function vitalSigns(version: 1 | 2): string {
  const random = randomFrom(1042)
  const rows = [
    'time,temperature_c,pulse,systolic,diastolic,breaths,spo2,oxygen_l_min,taken_by,note',
  ]
  const names = ['N. Abara', 'S. Kowalczyk', 'R. Devi']
  for (let i = 0; i < 29; i++) {
    const hours = 16 + i * 4
    const day = 14 + Math.floor(hours / 24)
    const ill = Math.max(0, 1 - i / 20)
    const wave = Math.sin((hours / 24) * 2 * Math.PI - 2)
    const jitter = (): number => random() - 0.5
    const temperature = (36.7 + 2.3 * ill + 0.35 * wave + 0.3 * jitter()).toFixed(1)
    const pulse = Math.round(74 + 34 * ill + 6 * jitter())
    const systolic = Math.round(132 - 14 * ill + 10 * jitter())
    const diastolic = Math.round(78 - 8 * ill + 6 * jitter())
    const breaths = Math.round(15 + 9 * ill + 2 * jitter())
    const spo2 = Math.round(mix(97, 92, ill) + jitter())
    const oxygen = i < 11 ? 2 : i < 14 ? 1 : 0
    const typo = i === 12 && version === 1
    const note =
      i === 0
        ? 'on admission'
        : i === 12 && version === 2
          ? '"pulse corrected, was 8"'
          : i === 14
            ? '"oxygen stopped, feels better"'
            : ''
    const stamp = `2026-10-${day}T${String(hours % 24).padStart(2, '0')}:00`
    const who = names[Math.floor(i / 2) % 3] ?? ''
    if (i < 25 || version === 2)
      rows.push(
        [
          stamp,
          temperature,
          typo ? 8 : pulse,
          systolic,
          diastolic,
          breaths,
          spo2,
          oxygen,
          who,
          note,
        ].join(','),
      )
  }
  return `${rows.join('\r\n')}\r\n`
}

/** A FHIR R4 Bundle: the report and the observations it is made of. */
export function resultBundle(): string {
  const patient = { reference: 'Patient/1042', display: 'Maren Sampleton' }
  const observations: [
    id: string,
    code: string,
    display: string,
    value: number,
    unit: string,
    flag: string,
  ][] = [
    ['obs-hb', '718-7', 'Hemoglobin [Mass/volume] in Blood', 12.8, 'g/dL', 'N'],
    ['obs-wbc', '6690-2', 'Leukocytes [#/volume] in Blood', 14.7, '10*9/L', 'H'],
    ['obs-crp', '1988-5', 'C reactive protein [Mass/volume] in Serum or Plasma', 184, 'mg/L', 'HH'],
    ['obs-k', '2823-3', 'Potassium [Moles/volume] in Serum or Plasma', 4.6, 'mmol/L', 'N'],
  ]
  const observed = observations.map(([id, code, display, value, unit, flag]) => ({
    resourceType: 'Observation',
    id,
    status: id === 'obs-k' ? 'corrected' : 'final',
    code: { coding: [{ system: 'http://loinc.org', code, display }] },
    subject: patient,
    effectiveDateTime: '2026-10-14T14:05:00+02:00',
    valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
    interpretation: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
            code: flag,
          },
        ],
      },
    ],
  }))
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'lab-2231',
    identifier: [{ system: 'https://harbour.example/lab', value: 'LAB-2231' }],
    status: 'corrected',
    code: { text: 'Blood count and chemistry' },
    subject: patient,
    issued: '2026-10-15T09:10:00+02:00',
    performer: [{ display: 'Harbour Clinic Laboratory' }],
    result: observed.map(({ id }) => ({ reference: `Observation/${id}` })),
    conclusion: 'Marked inflammation. Potassium corrected, see comment.',
  }
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: '2026-10-15T09:10:00+02:00',
    entry: [report, ...observed].map((resource) => ({
      fullUrl: `https://harbour.example/fhir/${resource.resourceType}/${resource.id}`,
      resource,
    })),
  }
  return `${JSON.stringify(bundle, null, 2)}\n`
}
