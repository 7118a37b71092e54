export interface ApiRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base, as `endpoints` and `linkPath` make it. */
  path: string
  headers?: Record<string, string>
  body?: string | Blob | Uint8Array<ArrayBuffer>
}
