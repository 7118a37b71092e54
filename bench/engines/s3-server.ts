import { startS3 } from '#test/s3.ts'

/**
 * The S3 server of the measurements, as a process of its own: s3rver, which checks what arrives as the tests have it, or the
 * one that `BINNACLE_TEST_S3` names. It says where its bucket is, and goes when it is told to.
 */
const s3 = await startS3()
process.once('SIGTERM', () => void s3.stop().then(() => process.exit()))
console.log(JSON.stringify(s3.place()))
