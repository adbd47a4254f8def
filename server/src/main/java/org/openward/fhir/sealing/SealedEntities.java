package org.openward.fhir.sealing;

import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.entity.PartitionablePartitionId;
import ca.uhn.fhir.jpa.model.entity.ResourceHistoryTable;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import java.util.Arrays;
import java.util.Objects;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreLoadEvent;
import org.hibernate.event.spi.PreLoadEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Seals the texts of HAPI's store, and their digests, between its memory and the database: HAPI itself, and whoever hooks into it, has them
 * in clear only. What Hibernate remembers of a row is in clear too, so that it writes no row that did not change.
 */
@Component
public class SealedEntities
        implements Integrator,
                PreLoadEventListener,
                PreInsertEventListener,
                PostInsertEventListener,
                PreUpdateEventListener,
                PostUpdateEventListener {
    private static final String TEXT = "myResourceTextVc";
    private static final String DIGEST = "myHashSha256";

    private final KeyRing ring;
    private final SealedTexts texts;

    SealedEntities(KeyRing ring, SealedTexts texts) {
        this.ring = ring;
        this.texts = texts;
    }

    @Override
    public void integrate(Metadata metadata, BootstrapContext bootstrap, SessionFactoryImplementor factory) {
        var events = Objects.requireNonNull(factory.getServiceRegistry().getService(EventListenerRegistry.class));
        events.appendListeners(EventType.PRE_LOAD, this);
        events.appendListeners(EventType.PRE_INSERT, this);
        events.appendListeners(EventType.POST_INSERT, this);
        events.appendListeners(EventType.PRE_UPDATE, this);
        events.appendListeners(EventType.POST_UPDATE, this);
    }

    @Override
    public void disintegrate(SessionFactoryImplementor factory, SessionFactoryServiceRegistry registry) {
        // The listeners go with the factory.
    }

    @Override
    public void onPreLoad(PreLoadEvent event) {
        if (!ring.isInUse()) {
            return;
        }
        var state = event.getState();
        var names = event.getPersister().getPropertyNames();
        if (event.getEntity() instanceof ResourceHistoryTable) {
            var text = at(TEXT, names);
            if (state[text] instanceof String sealed) {
                state[text] = texts.open(
                        sealed, place(state, names, (Long) Objects.requireNonNull(state[at("myResourceId", names)])));
            }
        } else if (event.getEntity() instanceof ResourceTable) {
            var digest = at(DIGEST, names);
            if (state[digest] instanceof String sealed) {
                state[digest] = texts.openDigest(sealed, place(state, names, ((JpaPid) event.getId()).getId()));
            }
        }
    }

    private static Place place(@Nullable Object[] state, String[] names, long record) {
        var partition = (Integer) state[at("myPartitionIdValue", names)];
        return Place.ofRecord(partition == null ? 0 : partition, record);
    }

    private static Place place(@Nullable PartitionablePartitionId tenant, long record) {
        var partition = tenant == null ? null : tenant.getPartitionId();
        return Place.ofRecord(partition == null ? 0 : partition, record);
    }

    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        seal(event.getEntity(), event.getState(), event.getPersister());
        return false;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        seal(event.getEntity(), event.getState(), event.getPersister());
        return false;
    }

    private void seal(Object entity, @Nullable Object[] state, EntityPersister persister) {
        if (!ring.isInUse()) {
            return;
        }
        var names = persister.getPropertyNames();
        if (entity instanceof ResourceHistoryTable version) {
            var text = at(TEXT, names);
            if (state[text] instanceof String clear) {
                state[text] = texts.seal(
                        clear,
                        place(version.getPartitionId(), version.getResourceId().getId()));
            }
        } else if (entity instanceof ResourceTable record) {
            var digest = at(DIGEST, names);
            if (state[digest] instanceof String clear) {
                state[digest] = texts.sealDigest(
                        clear, place(record.getPartitionId(), record.getId().getId()));
            }
        }
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        remember(event.getEntity(), event.getState(), event.getPersister());
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        remember(event.getEntity(), event.getState(), event.getPersister());
    }

    private void remember(Object entity, @Nullable Object[] state, EntityPersister persister) {
        if (!ring.isInUse()) {
            return;
        }
        var names = persister.getPropertyNames();
        if (entity instanceof ResourceHistoryTable version) {
            state[at(TEXT, names)] = version.getResourceTextVc();
        } else if (entity instanceof ResourceTable record) {
            state[at(DIGEST, names)] = record.getHashSha256();
        }
    }

    private static int at(String name, String[] names) {
        return Arrays.asList(names).indexOf(name);
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }
}
