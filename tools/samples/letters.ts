/** The discharge letters: one in English in four versions, one in German, one that went to the wrong chart, one in French as RTF. */

interface Draft {
  status: string
  diagnosis: string
  course: string
  medicines: string
  followUp: string
  signature: string
}

const FIRST: Draft = {
  status: 'DRAFT',
  diagnosis: `1. Community-acquired pneumonia, right lower lobe
2. Arterial hypertension
3. Type 2 diabetes mellitus`,
  course: `Mrs. Sampleton came with five days of fever, a productive cough and pleuritic
pain, after 48 hours of oral amoxicillin without improvement. The chest film
showed a consolidation of the right lower lobe. We began ceftriaxone 2 g once
a day. She needed oxygen (2 L/min) until 16 October and was free of fever from
17 October on.`,
  medicines: `Ramipril         5 mg      1 - 0 - 0
Amlodipine       5 mg      0 - 0 - 1
Metformin        850 mg    1 - 0 - 1
Atorvastatin     20 mg     0 - 0 - 1
Amoxicillin      1 g       1 - 1 - 1    until 23 October`,
  followUp: `Please check the blood count and C-reactive protein in one week.`,
  signature: `J. Marsh, resident`,
}

const SECOND: Draft = {
  ...FIRST,
  diagnosis: `1. Community-acquired pneumonia, right lower lobe,
   Streptococcus pneumoniae in the sputum
2. Arterial hypertension
3. Type 2 diabetes mellitus, HbA1c 7.1 %`,
  course: `${FIRST.course}

The potassium of 6.4 mmol/L in the first report was due to a haemolysed sample;
the repeated value was 4.6 mmol/L (LAB-2231, corrected).`,
}

const THIRD: Draft = {
  ...SECOND,
  status: 'FINAL',
  medicines: SECOND.medicines.replace('until 23 October', 'until 21 October'),
  followUp: `Please check the blood count, C-reactive protein and creatinine in one week.
A chest film in six weeks should show that the shadow has gone.`,
  signature: `Dr. J. Marsh, resident                Dr. A. Okafor, consultant`,
}

const FOURTH: Draft = {
  ...THIRD,
  status: 'FINAL, with addendum',
  medicines: THIRD.medicines.replace(
    'Metformin        850 mg    1 - 0 - 1',
    'Metformin        1000 mg   1 - 0 - 1    raised',
  ),
  followUp: `${THIRD.followUp}

Addendum of 20 October 2026: pneumococcal vaccination is recommended once she
has recovered; the last one was in 2015.`,
}

export function dischargeLetter(version: 1 | 2 | 3 | 4): string {
  const draft = [FIRST, SECOND, THIRD, FOURTH][version - 1] ?? FIRST
  return `HARBOUR CLINIC (SAMPLE)
Department of Medicine
1 Harbour Front, Sampleport                              19 October 2026

DISCHARGE LETTER                                         ${draft.status}

Patient      Maren SAMPLETON, born 14 March 1961, no. 1042
Stay         14 October to 19 October 2026
To           Dr. P. Quayle, Breakwater Surgery

Diagnoses
---------
${draft.diagnosis}

Course
------
${draft.course}

On discharge
------------
Temperature 36.7 °C, pulse 76, blood pressure 132/78, breathing 16 a minute,
oxygen saturation 96 % on room air. Lungs almost clear.

Medication
----------
${draft.medicines}

What we ask of you
------------------
${draft.followUp}

With kind regards

${draft.signature}
`
}

export function germanLetter(): string {
  return `HARBOUR CLINIC (MUSTERKLINIK)
Abteilung für Unfallchirurgie
Hafenstraße 1, Sampleport                                16. Oktober 2026

ENTLASSUNGSBRIEF

Patient      Tobias BEISPIEL, geb. 02.11.1987, Nr. 2087
Aufenthalt   ambulant, 14.10. und 16.10.2026
An           Frau Dr. G. Müßig, Hausärztin

Diagnose
--------
Schnittverletzung am linken Unterarm, beugeseitig, 8 cm, ohne Beteiligung
von Sehnen, Nerven und größeren Gefäßen

Verlauf
-------
Herr Beispiel schnitt sich beim Öffnen einer Austernkiste. Nach gründlicher
Spülung versorgten wir die Wunde in örtlicher Betäubung mit sieben Einzel-
knopfnähten (Nylon 4-0). Bei der Kontrolle am 16.10. war die Umgebung leicht
gerötet und druckempfindlich, aber nicht überwärmt; kein Fieber.
Tetanusschutz: aufgefrischt am 14.10.2026.

Medikation
----------
Ibuprofen 400 mg bei Bedarf, höchstens dreimal täglich

Weiteres Vorgehen
-----------------
- Verband täglich wechseln, Wunde trocken halten
- Fäden ziehen nach 10 bis 12 Tagen
- Bei Rötung, Schwellung oder Fieber bitte sofort wieder vorstellen
- Arbeitsunfähig voraussichtlich bis 23.10.2026

Mit freundlichen Grüßen

Dr. T. Lindqvist                                 Dr. Ü. Özdemir, Oberärztin
`
}

export function misfiledLetter(): string {
  return `HARBOUR CLINIC (SAMPLE)                                  15 October 2026

APPOINTMENT

Patient      Camille EXEMPLE, born 22 June 1948, no. 3310

Your appointment at the memory clinic is on 4 November 2026 at 10:30.
Please bring your glasses, your medication list and someone who knows you well.
`
}

/** Rich Text Format 1.9, with letters outside ASCII escaped as it asks. */
export function frenchConsent(): string {
  const paragraphs = [
    String.raw`\qc\b\fs32 Consentement éclairé\b0\fs22`,
    String.raw`\qc Clinique du Port (exemple)\par`,
    String.raw`\ql\b Patiente :\b0  Camille EXEMPLE, née le 22 juin 1948, n\'b0 3310`,
    String.raw`\b Examen :\b0  scanner cérébral sans injection, le 15 octobre 2026\par`,
    'J’ai été informée du but de l’examen, de son déroulement et de la dose de rayons reçue. J’ai pu poser toutes mes questions et les réponses m’ont paru claires.',
    'Je peux retirer mon accord à tout moment, sans avoir à me justifier et sans conséquence pour mes soins.\\par',
    String.raw`\i J’accepte que l’examen soit fait.\i0\par`,
    'Sampleport, le 15 octobre 2026\\par',
    'Camille Exemple \\tab\\tab\\tab Dr. T. Lindqvist',
  ]
  const body = paragraphs.join('\\par\n').replace(/[^\x00-\x7f]/g, (c) => `\\u${c.charCodeAt(0)}?`) // eslint-disable-line no-control-regex
  return (
    String.raw`{\rtf1\ansi\ansicpg1252\deff0\deflang1036{\fonttbl{\f0\fswiss Arial;}}\paperw11906\paperh16838\margl1418\margr1418\f0\fs22\sa120` +
    `\n${body}\n}\n`
  )
}
