import type { Operation, ParameterName } from './parts.ts'
import { UPLOAD_OPERATIONS } from './upload-operations.ts'

const TYPE = '/organizations/{org}/fhir/4/Binary'
const INSTANCE = `${TYPE}/{id}`
const RAW_HEADERS: ParameterName[] = ['securityContext', 'contentLanguage', 'contentDisposition']
const SHAPE: ParameterName[] = ['_elements', '_summary', '_format']
const SEARCH: ParameterName[] = ['_id', '_language', '_count', ...SHAPE, '_cursor', 'prefer']
/** What may come of any change. */
const WRITES = [503, 507]
const HISTORY: ParameterName[] = ['_count', '_since', ...SHAPE, '_cursor', 'prefer']

export const OPERATIONS: Operation[] = [
  {
    method: 'post',
    path: TYPE,
    id: 'createBinary',
    summary: 'Create a Binary',
    parameters: ['ifNoneExist', 'prefer', ...RAW_HEADERS],
    body: 'binary',
    answers: { 200: 'written', 201: 'written' },
    refusals: [409, 412, 413, 415, 422, ...WRITES],
  },
  {
    method: 'get',
    path: TYPE,
    id: 'searchBinaries',
    summary: 'Search',
    parameters: SEARCH,
    answers: { 200: 'Bundle' },
    refusals: [406],
  },
  {
    method: 'post',
    path: `${TYPE}/_search`,
    id: 'searchBinariesByPost',
    summary: 'Search, with the criteria in the body, so that they stay out of logged addresses',
    parameters: SEARCH,
    body: 'criteria',
    answers: { 200: 'Bundle' },
    refusals: [406, 413, 415],
  },
  {
    method: 'get',
    path: `${TYPE}/_history`,
    id: 'readTypeHistory',
    summary: 'Every change of the organization’s Binaries, newest first',
    parameters: HISTORY,
    answers: { 200: 'Bundle' },
    refusals: [406],
  },
  {
    method: 'get',
    path: INSTANCE,
    id: 'readBinary',
    summary: 'Read the current version, as a resource or, by `Accept`, as its bytes',
    parameters: ['ifNoneMatch', 'range', ...SHAPE],
    answers: { 200: 'raw', 206: 'raw' },
    refusals: [304, 406, 410, 416],
  },
  {
    method: 'put',
    path: INSTANCE,
    id: 'updateBinary',
    summary: 'Replace the whole, create under this id, or restore what was deleted',
    parameters: ['ifMatch', 'ifNoneMatch', 'prefer', ...RAW_HEADERS],
    body: 'binary',
    answers: { 200: 'written', 201: 'written' },
    refusals: [409, 412, 413, 415, 422, ...WRITES],
  },
  {
    method: 'patch',
    path: INSTANCE,
    id: 'patchBinary',
    summary: 'Change fields by a JSON Patch, all or nothing',
    parameters: ['ifMatch', 'prefer'],
    body: 'patch',
    answers: { 200: 'written' },
    refusals: [410, 412, 413, 415, 422, ...WRITES],
  },
  {
    method: 'delete',
    path: INSTANCE,
    id: 'removeBinary',
    summary: 'Delete; the history stays, and an update restores it',
    parameters: ['ifMatch'],
    answers: { 204: 'nothing' },
    refusals: [412, ...WRITES],
  },
  {
    method: 'get',
    path: `${INSTANCE}/_history`,
    id: 'readBinaryHistory',
    summary: 'Every version of one Binary, newest first, deletions included',
    parameters: HISTORY,
    answers: { 200: 'Bundle' },
    refusals: [406],
  },
  {
    method: 'get',
    path: `${INSTANCE}/_history/{versionId}`,
    id: 'readBinaryVersion',
    summary: 'Read one version, as a resource or, by `Accept`, as its bytes',
    parameters: ['ifNoneMatch', 'range', ...SHAPE],
    answers: { 200: 'raw', 206: 'raw' },
    refusals: [304, 406, 410, 416],
  },
  {
    method: 'get',
    path: '/organizations/{org}/fhir/4/metadata',
    id: 'readCapabilities',
    summary: 'What the server can do',
    parameters: ['_format'],
    answers: { 200: 'CapabilityStatement' },
    refusals: [406],
  },
  {
    method: 'get',
    path: '/organizations',
    id: 'listOrganizations',
    summary: 'The organizations that the token may see',
    answers: { 200: 'Organizations' },
  },
  {
    method: 'get',
    path: '/organizations/{org}/audit',
    id: 'readAuditLog',
    summary: 'Who did what, newest first; for admin tokens',
    parameters: ['auditId', 'from', 'to', '_count', '_cursor'],
    answers: { 200: 'AuditPage' },
  },
  {
    method: 'get',
    path: '/healthz',
    id: 'checkHealth',
    summary: 'Whether the server is healthy',
    answers: { 200: 'Health' },
    open: true,
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'readDescription',
    summary: 'This document',
    answers: { 200: 'nothing' },
    open: true,
  },
  ...UPLOAD_OPERATIONS,
]
