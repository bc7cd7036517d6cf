/** A collection of documents. A document may be in several. */
export interface Course {
  id: string;
  learnerId: string;
  /** No two of a learner's are the same. */
  name: string;
  /** In the order in which they were put in; 1,000 at most. */
  documentIds: string[];
  createdAt: number;
}

/** What is to become of a course's documents; what is named in both is out. */
export interface CourseChange {
  add: string[];
  remove: string[];
}

type CourseChanged =
  | { outcome: 'changed'; course: Course }
  | { outcome: 'no_course' }
  /** One of those to be put in is not the learner's. */
  | { outcome: 'no_document' }
  /** There would be more than `most`. */
  | { outcome: 'full' };

/** Every read and write names the learner; another learner's course is as good as none. */
export interface CourseStore {
  /** Stores it, empty, unless the learner has `most` already. Throws `already_exists` where the name is taken. */
  create(course: Omit<Course, 'documentIds'>, most: number): Promise<'created' | 'full'>;
  /** Oldest first. */
  list(learnerId: string): Promise<Course[]>;
  find(learnerId: string, id: string): Promise<Course | undefined>;
  /** Throws `already_exists` where the name is taken. */
  rename(learnerId: string, id: string, name: string): Promise<Course | undefined>;
  /** Its documents stay; talks that were limited to it are about everything from then on. */
  remove(learnerId: string, id: string): Promise<boolean>;
  /** All of the change or nothing. What is in already stays where it is. Holds for those that come at the same time, too. */
  change(learnerId: string, id: string, change: CourseChange, most: number): Promise<CourseChanged>;
  /** Which documents are in it at this moment; undefined where there is no such course of the learner's. */
  documentIds(learnerId: string, id: string): Promise<string[] | undefined>;
  /** Which talks are limited to it at this moment; none where there is no such course of the learner's. */
  conversationIds(learnerId: string, id: string): Promise<string[]>;
}
