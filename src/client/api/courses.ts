import { Course, CourseList } from '../../protocol/rest/courses.ts';
import { command, request } from './request.ts';

/** All of the learner's courses, oldest first. */
export async function listCourses(): Promise<Course[]> {
  return (await request(CourseList, '/api/courses')).courses;
}

export function createCourse(name: string, idempotencyKey: string): Promise<Course> {
  return request(Course, '/api/courses', { method: 'POST', body: { name }, idempotencyKey });
}

export function renameCourse(id: string, name: string): Promise<Course> {
  return request(Course, `/api/courses/${id}`, { method: 'PATCH', body: { name } });
}

export function deleteCourse(id: string): Promise<void> {
  return command(`/api/courses/${id}`, { method: 'DELETE' });
}

/** Puts documents in and takes others out. */
export function changeCourse(id: string, change: { add?: string[]; remove?: string[] }): Promise<Course> {
  return request(Course, `/api/courses/${id}/documents`, { method: 'PATCH', body: change });
}
