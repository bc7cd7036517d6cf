import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { Course, CourseBody, CourseDocumentsBody, CourseList } from '../../protocol/rest/courses.ts';
import { json, noContent, operation } from './operation.ts';

const tag = 'Courses';

export const coursePaths: ZodOpenApiPathsObject = {
  '/api/courses': {
    get: operation({
      id: 'listCourses',
      tag,
      summary: 'Your courses, oldest first, with the documents in them',
      answers: { 200: json('All of them.', CourseList) },
    }),
    post: operation({
      id: 'createCourse',
      tag,
      summary: 'Make a course',
      description: 'A collection of documents that a talk or a search can be limited to. A learner has 100 at most.',
      body: CourseBody,
      idempotent: true,
      answers: { 201: json('The course, empty.', Course) },
      problems: {
        409: '`course_exists`, `idempotency_in_progress`',
        422: '`too_many_courses`, `idempotency_key_reused`',
      },
    }),
  },
  '/api/courses/{id}': {
    get: operation({
      id: 'getCourse',
      tag,
      summary: 'A course',
      ofOne: true,
      answers: { 200: json('The course.', Course) },
    }),
    patch: operation({
      id: 'renameCourse',
      tag,
      summary: 'Rename a course',
      ofOne: true,
      body: CourseBody,
      answers: { 200: json('The course.', Course) },
      problems: { 409: '`course_exists`' },
    }),
    delete: operation({
      id: 'deleteCourse',
      tag,
      summary: 'Delete a course',
      description: 'Its documents stay. Talks that were limited to it are about all of your material from then on.',
      ofOne: true,
      answers: { 204: noContent },
    }),
  },
  '/api/courses/{id}/documents': {
    patch: operation({
      id: 'changeCourseDocuments',
      tag,
      summary: 'Put documents into a course, and take others out',
      description: 'All of it or nothing. A course holds 1,000 documents at most; a document may be in several.',
      ofOne: true,
      body: CourseDocumentsBody,
      answers: { 200: json('The course.', Course) },
      problems: { 422: '`unknown_document`, `course_full`' },
    }),
  },
};
