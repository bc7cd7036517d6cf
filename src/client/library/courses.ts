import { signal } from '@preact/signals';
import type { Course } from '../../protocol/rest/courses.ts';
import { changeCourse, createCourse, deleteCourse, listCourses, renameCourse } from '../api/courses.ts';

/** The learner's collections of documents, as the server has them. */
export class Courses {
  readonly list = signal<Course[]>([]);

  async refresh(): Promise<void> {
    this.list.value = await listCourses();
  }

  find(id: string | undefined): Course | undefined {
    return this.list.value.find((course) => course.id === id);
  }

  /** @returns the new course @throws when it was refused */
  async create(name: string): Promise<Course> {
    const course = await createCourse(name, crypto.randomUUID());
    this.list.value = [...this.list.value, course];
    return course;
  }

  async rename(id: string, name: string): Promise<void> {
    this.#seen(await renameCourse(id, name));
  }

  /** Its documents and talks stay. */
  async remove(id: string): Promise<void> {
    await deleteCourse(id);
    this.list.value = this.list.value.filter((course) => course.id !== id);
  }

  /** Puts a document into these courses and takes it out of all others; what is so already isn't asked for. */
  async place(documentId: string, courseIds: ReadonlySet<string>): Promise<void> {
    for (const { id, documentIds } of this.list.value) {
      const wanted = courseIds.has(id);
      if (documentIds.includes(documentId) === wanted) continue;
      this.#seen(await changeCourse(id, wanted ? { add: [documentId] } : { remove: [documentId] }));
    }
  }

  /** Signed out: the next learner's are others. */
  forget(): void {
    this.list.value = [];
  }

  #seen(course: Course): void {
    this.list.value = this.list.value.map((known) => (known.id === course.id ? course : known));
  }
}
