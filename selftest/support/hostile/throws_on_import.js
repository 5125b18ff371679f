throw new Error('hostile: thrown on import');
