import { bodyChart, portalPage } from './active.ts'
import { careDocument } from './ccd.ts'
import { chestAsReported, chestAsTaken } from './chest.ts'
import { headSlice } from './ct.ts'
import { restingEcg } from './ecg.ts'
import { faxedReferral } from './fax.ts'
import { labReport } from './lab-report.ts'
import { dischargeLetter, frenchConsent, germanLetter, misfiledLetter } from './letters.ts'
import { resultBundle, resultMessage, vitalSigns } from './messages.ts'
import { exportArchive, wardProtocol } from './office.ts'
import { referralMail } from './referral-mail.ts'
import { heartSounds, recorderDump } from './sound.ts'
import { medicationPlan } from './workbook.ts'
import { woundPhoto } from './wound.ts'

type Maker = () => string | Uint8Array | Promise<Uint8Array>

/** What makes each file of `files/`; `story.ts` says which Binary it belongs to. Text is written as UTF-8. */
export const makers: Readonly<Record<string, Maker>> = {
  'lab-report.v1.pdf': () => labReport(1),
  'lab-report.v2.pdf': () => labReport(2),
  'lab-report.v3.pdf': () => labReport(3),
  'chest.v1.png': chestAsTaken,
  'chest.v2.png': chestAsReported,
  'wound.jpg': woundPhoto,
  'head.dcm': headSlice,
  'referral.tif': faxedReferral,
  'discharge.v1.txt': () => dischargeLetter(1),
  'discharge.v2.txt': () => dischargeLetter(2),
  'discharge.v3.txt': () => dischargeLetter(3),
  'discharge.v4.txt': () => dischargeLetter(4),
  'entlassung.txt': germanLetter,
  'misfiled.txt': misfiledLetter,
  'consentement.rtf': frenchConsent,
  'result.v1.hl7': () => resultMessage(1),
  'result.v2.hl7': () => resultMessage(2),
  'vitals.v1.csv': () => vitalSigns(1),
  'vitals.v2.csv': () => vitalSigns(2),
  'result.json': resultBundle,
  'ccd.xml': careDocument,
  'protocol.docx': wardProtocol,
  'export.zip': exportArchive,
  'heart.wav': heartSounds,
  'recorder.dat': recorderDump,
  'referral.eml': referralMail,
  'medication.xlsx': medicationPlan,
  'rest-ecg.xml': restingEcg,
  'body-chart.svg': bodyChart,
  'portal.html': portalPage,
}
