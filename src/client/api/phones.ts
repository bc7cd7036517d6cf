import { CreatedPhoneCode, PhoneLinks, TelephoneCalls } from '../../protocol/rest/phones.ts';
import { command, request } from './request.ts';

export function listPhones(): Promise<PhoneLinks> {
  return request(PhoneLinks, '/api/phone-links');
}

/** @param cursor of the page before */
export function listCalls(cursor?: string): Promise<TelephoneCalls> {
  return request(TelephoneCalls, `/api/calls${cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`}`);
}

export function createPhoneCode(): Promise<CreatedPhoneCode> {
  return request(CreatedPhoneCode, '/api/phone-links/code', { method: 'POST', body: {} });
}

/** @param pin null: none is asked for any more */
export function setPhonePin(id: string, pin: string | null): Promise<void> {
  return command(`/api/phone-links/${id}`, { method: 'PATCH', body: { pin } });
}

export function unlinkPhone(id: string): Promise<void> {
  return command(`/api/phone-links/${id}`, { method: 'DELETE' });
}
